import type { Import, Source } from './source.ts';

/** One line of the import table. */
export interface Layer {
  name: string;
  /** Patterns: `*` is part of one name, `**` any folders, `{a,b}` either. The first layer with a match owns a file. */
  files: readonly string[];
  /** Layers it may import besides itself, or everything. */
  layers: readonly string[] | 'anything';
  /** Packages it may import, or everything except some. `node:` stands for Node's own modules. */
  packages: readonly string[] | { except: readonly string[] };
  /** One sentence for whoever breaks it. */
  rule: string;
}

/** Every import that the table does not allow, and every file it does not know, one sentence each. */
export function brokenImports(table: readonly Layer[], sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const layer = layerOf(table, source.file);
    if (!layer) return [`${source.file} is in no layer: add it to the table, or move it to a folder that is.`];
    return source.imports
      .filter((item) => !mayImport(table, layer, item))
      .map(({ specifier }) => `${source.file} imports ${specifier}: ${layer.rule}`);
  });
}

/** Modules that need each other to load, as `a.ts -> b.ts -> a.ts`; each cycle once. */
export function cycles(sources: readonly Source[]): string[] {
  const byFile = new Map(sources.map((source) => [source.file, source]));
  const found = new Map<string, string>();
  const finished = new Set<string>();
  const visit = (file: string, trail: readonly string[]) => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      const members = trail.slice(start);
      found.set(members.toSorted().join(), [...members, file].join(' -> '));
    } else if (!finished.has(file)) {
      for (const item of byFile.get(file)?.imports ?? [])
        if (item.runtime && item.file) visit(item.file, [...trail, file]);
      finished.add(file);
    }
  };
  for (const { file } of sources) visit(file, []);
  return [...found.values()];
}

/** Imports that reach into the folder of another workflow. */
export function foreignWorkflowImports(sources: readonly Source[]): string[] {
  return sources.flatMap(({ file, imports }) =>
    imports
      .filter((item) => {
        const target = workflowFolder(item.file);
        return (
          target &&
          target !== workflowFolder(file) &&
          !/\/(contract|manifest)\.ts$/.test(item.file ?? '') &&
          !isList(file)
        );
      })
      .map(
        ({ specifier }) =>
          `${file} imports ${specifier}: a workflow's folder is its own affair, so others import only its contract.ts, and manifest.ts where it stores what they read; the three lists in workers/ take the rest.`,
      ),
  );
}

/** Places where code that serves every workflow knows one of them. */
export function namedWorkflows(sources: readonly Source[], workflows: readonly string[]): string[] {
  return sources.flatMap(({ file, words, imports }) => [
    ...imports
      .filter((item) => workflowFolder(item.file) ?? workflows.some((name) => isNamed(item, name)))
      .map(({ specifier }) => `${file} imports ${specifier}: ${anonymity}`),
    ...workflows.flatMap((name) => {
      const written = formsOf(name).find((form) => words.some((word) => word.includes(form)));
      return written ? [`${file} names ${written}: ${anonymity}`] : [];
    }),
  ]);
}

const anonymity = 'schema/ and src/services/ serve every contract alike, so they may not know one of them by name.';
const isNamed = (item: Import, name: string) => item.file === 'workers/contracts.ts' && item.names.includes(name);
const isList = (file: string) => /^workers\/(contracts|workflows|activities)\.ts$/.test(file);
const workflowFolder = (file: string | null) => /^workers\/(?!kit\/)([^/]+)\//.exec(file ?? '')?.[1];

/** The spellings of a workflow's name. A name of one word is an ordinary word too and cannot be told from it. */
function formsOf(name: string): string[] {
  if (!/[A-Z]/.test(name)) return [];
  const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return [name, name[0]!.toUpperCase() + name.slice(1), kebab];
}

const layerOf = (table: readonly Layer[], file: string) =>
  table.find(({ files }) => files.some((pattern) => toRegExp(pattern).test(file)));

function mayImport(table: readonly Layer[], layer: Layer, { specifier, file }: Import): boolean {
  if (file === null) return mayUsePackage(layer.packages, specifier);
  if (layer.layers === 'anything') return true;
  const target = layerOf(table, file)?.name;
  return target !== undefined && (target === layer.name || layer.layers.includes(target));
}

function mayUsePackage(packages: Layer['packages'], specifier: string): boolean {
  const matches = (name: string) =>
    name.endsWith(':') || name.endsWith('/')
      ? specifier.startsWith(name)
      : specifier === name || specifier.startsWith(`${name}/`);
  return 'except' in packages ? !packages.except.some(matches) : packages.some(matches);
}

/** `a/*.ts`, `a/**`, `{a,b}.ts` as a regular expression. */
function toRegExp(pattern: string): RegExp {
  const parts: Record<string, string> = { '**': '.*', '*': '[^/]*', '{': '(?:', '}': ')', ',': '|', '.': '\\.' };
  return new RegExp(`^${pattern.replace(/\*\*|[*{},.]/g, (part) => parts[part]!)}$`);
}
