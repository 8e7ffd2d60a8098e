import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../node_modules/', import.meta.url));

/** What a package says of itself, and what somebody would ask for who needs it. */
export interface LabelledPackage {
  name: string;
  /** Parts of its README, of some 800 characters. */
  passages: string[];
  question: string;
  /** The same, as typed in a hurry: two letters of each long word have changed places. */
  misspelt: string;
}

const passageLetters = 800;
const mostPassages = 12;

/**
 * Packages with a README of some length, by their names, each with its description as the question. Where the README has the
 * description word for word it would be found by copying: those sentences are taken out.
 */
export function packageCorpus(most: number): LabelledPackage[] {
  const names = readdirSync(modules)
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(path.join(modules, name)).map((one) => `${name}/${one}`) : name,
    )
    .filter((name) => !name.startsWith('.') && !name.startsWith('@types/'))
    .toSorted();
  return names.flatMap((name) => labelled(name) ?? []).slice(0, most);
}

function labelled(name: string): LabelledPackage | null {
  const folder = path.join(modules, name);
  const readme = ['README.md', 'readme.md', 'Readme.md']
    .map((file) => path.join(folder, file))
    .find((file) => existsSync(file));
  if (!readme || !existsSync(path.join(folder, 'package.json'))) return null;
  const { description } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    description?: string;
  };
  if (!description || description.split(/\s+/).length < 5) return null;
  const text = readFileSync(readme, 'utf8')
    .replaceAll(description, '')
    .replaceAll(/<[^>]*>|https?:\/\/\S+|```[\s\S]*?```/g, ' ');
  if (text.length < 2 * passageLetters) return null;
  const passages = text.match(new RegExp(`[\\s\\S]{1,${passageLetters}}(?=\\s|$)`, 'g')) ?? [];
  return { name, passages: passages.slice(0, mostPassages), question: description, misspelt: misspell(description) };
}

const misspell = (text: string) =>
  text.replaceAll(/\p{L}{5,}/gu, (word) => word.slice(0, 2) + word[3]! + word[2]! + word.slice(4));
