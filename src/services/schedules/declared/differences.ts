import { canonicalJson } from '../../../../workers/kit/hash.ts';
import type { Comparable } from '../comparable.ts';

/** A field that is to be something else. */
export interface Difference {
  /** Such as `spec.cron`. */
  field: string;
  from: unknown;
  to: unknown;
}

/** What of the one is otherwise in the other. What `to` leaves out at its top does not matter. */
export function differences(from: Comparable, to: Comparable): Difference[] {
  const said = Object.keys(to).filter((field) => to[field] !== undefined);
  return said.flatMap((field) => between(from[field], to[field], field));
}

function between(from: unknown, to: unknown, field: string): Difference[] {
  if (canonicalJson(from) === canonicalJson(to)) return [];
  if (!isObject(from) || !isObject(to)) return [{ field, from, to }];
  const fields = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return fields.flatMap((inner) => between(from[inner], to[inner], `${field}.${inner}`));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As `spec.cron: '0 9 * * *' → '0 10 * * *'`. */
export const inWords = ({ field, from, to }: Difference) => `${field}: ${textOf(from)} → ${textOf(to)}`;

const longestText = 120;

function textOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const plain = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
  const text = plain ? value.map(quote).join(', ') : typeof value === 'string' ? quote(value) : JSON.stringify(value);
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

/** Without what would move a terminal's cursor. */
const quote = (text: string) => `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')}'`;
