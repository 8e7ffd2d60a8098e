import { refuse } from './refuse.ts';

/** The fields that were asked for, of those there are: `id,shares,insights.metric(a,b)` takes three. */
export function pickFields(asked: string | undefined, all: Record<string, unknown>): Record<string, unknown> {
  const names = asked === undefined ? [] : topLevel(asked);
  const missing = names.find((name) => !(name in all));
  if (missing !== undefined) throw refuse(100, undefined, `Tried to get the field ${missing}, which there is not.`);
  return Object.fromEntries(['id', ...names].flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}

function topLevel(fields: string): string[] {
  let depth = 0;
  let flat = '';
  for (const letter of fields) {
    if ('({'.includes(letter)) depth += 1;
    if (depth === 0) flat += letter;
    if (')}'.includes(letter)) depth -= 1;
  }
  return flat.split(',').map((name) => name.split('.')[0]!);
}

/** `2026-11-22T08:00:00+0000`, as all of its times. */
export const timeOf = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}+0000`;

/** `limit` of a list. */
export function limitOf(text: string | undefined): number {
  const limit = Number(text ?? 25);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw refuse(100, undefined, 'limit is 1 to 100.');
  return limit;
}
