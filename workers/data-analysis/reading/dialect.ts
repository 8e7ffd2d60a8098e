import type { Dialect, Encoding, FileFormat, ReadingWishes } from '../contract/table.ts';
import { namesOf } from './names.ts';
import { recordsOf } from './records.ts';

const delimiters = [',', ';', '\t', '|', ' '];
const looked = 500;
/** Records that have to have as many cells as most of them for a character to be a delimiter. */
const leastShare = 0.7;

/** What the beginning of a text says about how it is written, and the names in its first record. */
export function dialectOf(
  head: string,
  { format, encoding, wishes }: { format: FileFormat; encoding: Encoding; wishes: ReadingWishes },
): { dialect: Dialect; names: string[] } {
  const quote = wishes.quote ?? '"';
  const delimiter = wishes.delimiter ?? (format === 'TSV' ? '\t' : delimiterOf(head, quote));
  const records =
    delimiter === null
      ? head
          .split('\n', looked)
          .filter(Boolean)
          .map((line) => [line])
      : recordsOf(head, delimiter, quote, looked);
  const decimal = wishes.decimal ?? decimalOf(records);
  const header = wishes.header ?? (format === 'TXT' && delimiter === null ? false : hasHeader(records));
  const width = Math.max(usualWidth(records).width, header ? (records[0]?.length ?? 0) : 0);
  return {
    dialect: { encoding, delimiter, quote, decimal, header, dateFormat: wishes.dateFormat ?? null },
    names: namesOf(header ? (records[0] ?? []) : [], width),
  };
}

function delimiterOf(head: string, quote: string): string | null {
  const candidates = delimiters.map((delimiter) => ({
    delimiter,
    ...usualWidth(recordsOf(head, delimiter, quote, looked)),
  }));
  const fit = candidates.filter(({ width, share }) => width > 1 && share >= leastShare);
  // Blanks are in every text: only where nothing else is in all lines.
  const best = (fit.some(({ delimiter }) => delimiter !== ' ') ? fit.filter(({ delimiter }) => delimiter !== ' ') : fit)
    .toSorted((a, b) => b.share * Math.log(b.width + 1) - a.share * Math.log(a.width + 1))
    .at(0);
  return best && (best.delimiter !== ' ' || best.share > 0.95) ? best.delimiter : null;
}

/** How many cells most records have. */
function usualWidth(records: readonly string[][]): { width: number; share: number } {
  const counts = new Map<number, number>();
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [width, count] = [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
  return { width, share: count / Math.max(records.length, 1) };
}

const withPoint = /^\s*[+-]?\d*\.\d+([eE][+-]?\d+)?\s*$/;
const withComma = /^\s*[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+\s*$/;

function decimalOf(records: readonly string[][]): Dialect['decimal'] {
  const count = (form: RegExp) => records.flat().filter((cell) => form.test(cell)).length;
  return count(withComma) > count(withPoint) ? 'COMMA' : 'POINT';
}

const isValue = (cell: string) => /^\s*[+-]?[\d.,]*\d([eE][+-]?\d+)?\s*$|^\d{4}-\d\d-\d\d|^(true|false)$/i.test(cell);

/** Names are no numbers, and something below them is one, or nothing is. */
function hasHeader([first, ...others]: readonly string[][]): boolean {
  if (!first || first.some((cell) => isValue(cell))) return false;
  if (first.some((cell) => cell.trim() === '') && first.length > 1 && others.length > 0) {
    return first.filter((cell) => cell.trim() === '').length === 1; // the index of a table of pandas or R
  }
  return new Set(first).size === first.length || others.some((record) => record.some(isValue));
}
