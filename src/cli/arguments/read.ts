import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from '../usage.ts';

export const text = { type: 'string' } as const;
export const flag = { type: 'boolean' } as const;
export const several = { type: 'string', multiple: true } as const;

/** What is behind a command. Throws UsageError for what it does not know. */
export function read<O extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: O,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The one word behind a command. */
export function onlyOne(words: readonly string[], missing: string): string {
  const [word, ...more] = words;
  if (!word || more.length > 0) throw new UsageError(missing);
  return word;
}

/** Names with commas between them. */
export function readList(option: string, list: string): string[] {
  const items = list.split(',').map((item) => item.trim());
  // An empty name in it is a slip; leaving it out could leave none, which would stand for something else.
  if (items.includes('')) throw new UsageError(`${option} takes names with commas between them.`);
  return items;
}

const usualLimit = 20;
const highestLimit = 1000;

export function readLimit(limit: string | undefined): number {
  if (limit === undefined) return usualLimit;
  const count = /^\d{1,5}$/.test(limit) ? Number(limit) : 0;
  if (count >= 1 && count <= highestLimit) return count;
  throw new UsageError(`--limit ${limit} is no number from 1 to ${highestLimit}.`);
}

export interface Label {
  key: string;
  value: string;
}

export function readLabel(label: string): Label {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(label) ?? [];
  if (key === undefined || value === undefined) throw new UsageError(`--label ${label} is not of the form key=value.`);
  return { key, value };
}
