import * as z from 'zod';
import { SettingsError } from '../../../src/platform/env.ts';
import { readYamlFile } from '../../../src/platform/yaml-file.ts';
import { refusalCategory } from '../contract/refusal.ts';
import { plainWords, readWords } from './plain-words.ts';
import type { Refusal } from './rules.ts';

const entry = z.strictObject({
  /** At the end `*` stands for any letters. */
  words: z.array(z.string().min(1).max(200)).min(1).max(10_000),
  why: z.string().min(1).max(500),
  category: refusalCategory.default('POLICY'),
});
const policyFile = z.strictObject({ refuse: z.array(entry).max(1000) });

/** What the deployment's own list says of a text; null: nothing. */
export type Policy = (text: string) => Refusal | null;

/** Reads IMAGE_POLICY_FILE. Throws a `SettingsError` that says what is wrong with it, and where. */
export function createPolicy(path: string | undefined): Policy {
  const entries = (path === undefined ? [] : readEntries(path)).flatMap(({ words, category, why }) =>
    words.map((word) => ({ form: formOf(word), category, why })),
  );
  return (text) => {
    const readings = [plainWords(text), readWords(text)];
    const found = entries.find(({ form }) => readings.some((reading) => reading.includes(form)));
    return found ? { category: found.category, why: found.why } : null;
  };
}

/** As it stands between the blanks of a reading. */
function formOf(word: string): string {
  const plain = plainWords(word);
  return word.endsWith('*') ? plain.trimEnd() : plain;
}

function readEntries(path: string): z.output<typeof entry>[] {
  const { refuse } = readYamlFile('IMAGE_POLICY_FILE', path, policyFile);
  const empty = refuse.flatMap(({ words }) => words).find((word) => plainWords(word).trim() === '');
  if (empty === undefined) return refuse;
  throw new SettingsError(
    `IMAGE_POLICY_FILE: ${path}: "${empty}" has no letter and no digit, so it would be found everywhere.`,
  );
}
