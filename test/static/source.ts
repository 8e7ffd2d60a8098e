import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vitest/node';

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Import {
  /** As written: `./contract.ts`, `zod`. */
  specifier: string;
  /** What it resolves to, from the root: `workers/kit/contract.ts`; null for a package. */
  file: string | null;
  /** The names it takes, when it says which. */
  names: string[];
  /** Whether anything of it is left when the program runs. */
  runtime: boolean;
}

/** A source file as far as the rules of this folder look into it. */
export interface Source {
  /** From the root, with slashes. */
  file: string;
  imports: Import[];
  /** Its identifiers and the text of its strings: everything but comments. */
  words: string[];
  /** Whether it reads `process.env`, in whatever notation. */
  readsEnvironment: boolean;
}

interface Node {
  type: string;
  [key: string]: unknown;
}

/** All TypeScript files below these folders of the checkout. */
export const readSources = (folders: readonly string[]): Source[] =>
  filesBelow(folders)
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => parseSource(file, readFileSync(path.join(root, file), 'utf8')));

/** All files below these folders of the checkout, from the root, with slashes. */
export const filesBelow = (folders: readonly string[]): string[] =>
  folders
    .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .toSorted();

/** Reads one file's imports from its syntax tree, so that neither comments nor strings nor line breaks mislead. */
export function parseSource(file: string, text: string): Source {
  const imports: Import[] = [];
  const words: string[] = [];
  let readsEnvironment = false;
  walk(parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }, file), (node) => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      const names = nodes(node['specifiers']).flatMap(({ imported, local }) => nameOf(imported ?? local) ?? []);
      // An import of nothing but inline types still runs the module; only `import type` disappears.
      const kinds = [node['importKind'], node['exportKind']];
      imports.push({
        specifier,
        file: resolve(file, specifier),
        names,
        runtime: !kinds.includes('type') && node.type !== 'TSImportType',
      });
      readsEnvironment ||= /^(node:)?process$/.test(specifier) && names.includes('env');
    }
    readsEnvironment ||= isEnvironment(node);
    words.push(...[nameOf(node), literal(node), templateText(node)].filter((word) => word !== undefined));
  });
  return { file, imports, words, readsEnvironment };
}

/** Calls `visit` for every node of a syntax tree. */
function walk(node: unknown, visit: (node: Node) => void) {
  if (!isNode(node)) return;
  visit(node);
  for (const child of Object.values(node).flat()) walk(child, visit);
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return literal(node['source']);
    case 'TSExternalModuleReference':
      return literal(node['expression']);
    default:
      return undefined;
  }
}

/** `process.env`, `process['env']`, `globalThis.process.env` and `const { env } = process`. */
function isEnvironment(node: Node): boolean {
  const isProcess = (value: unknown) => nameOf(value) === 'process' || memberOf(value) === 'process';
  if (node.type === 'MemberExpression') return memberOf(node) === 'env' && isProcess(node['object']);
  const { type, id, init } = node;
  if (type !== 'VariableDeclarator' || !isNode(id) || !isProcess(init)) return false;
  return nodes(id['properties']).some(({ key }) => nameOf(key) === 'env');
}

function resolve(importer: string, specifier: string): string | null {
  if (specifier.startsWith('/')) return path.relative(root, specifier);
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(importer), specifier) : null;
}

const nodes = (value: unknown) => (Array.isArray(value) ? value.filter(isNode) : []);
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
const field = (node: unknown, type: string, name: string) =>
  isNode(node) && node.type === type ? node[name] : undefined;
const literal = (node: unknown) => textOf(field(node, 'Literal', 'value'));
const nameOf = (node: unknown) => textOf(field(node, 'Identifier', 'name'));
const templateText = (node: unknown) => {
  const value: unknown = field(node, 'TemplateElement', 'value');
  return typeof value === 'object' && value !== null && 'raw' in value ? textOf(value.raw) : undefined;
};
const memberOf = (node: unknown) => {
  const property = field(node, 'MemberExpression', 'property');
  return nameOf(property) ?? literal(property);
};
