import { escape } from '../../kit/report/escape.ts';
import { row } from '../../kit/report/page.ts';

/** A table of texts that are not HTML yet. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><tr>${head.map((cell) => `<th>${escape(cell)}</th>`).join('')}</tr>${rows
    .map((cells) => row(...cells.map(escape)))
    .join('')}</table>`;

/** For people: as many digits as say something. */
export function number(value: number | null): string {
  if (value === null) return '–';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return value.toLocaleString('en');
  return size >= 1e6 || size < 1e-4 ? value.toExponential(3) : String(Number(value.toPrecision(5)));
}
