/** A row of a CSV file, and the line of the file that it begins in, from 1. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/** A quote that is never closed. */
export class CsvBroken extends Error {
  constructor(line: number) {
    super(`Line ${line}: a quote is opened and never closed.`);
  }
}

const delimiters = [',', ';', '\t'] as const;
type Delimiter = (typeof delimiters)[number];

/** The delimiter that the first line has most of which is neither empty nor a comment. */
export const delimiterOf = (text: string): Delimiter => {
  const head = /^(?!\s*(?:#|$)).*/m.exec(text)?.[0] ?? '';
  const times = (delimiter: string) => head.split(delimiter).length;
  return delimiters.reduce((most, delimiter) => (times(delimiter) > times(most) ? delimiter : most), ',');
};

/** The rows of a text as RFC 4180 has it, cells trimmed; without empty lines and those that begin with #. Throws CsvBroken. */
export function* csvRows(text: string, delimiter: Delimiter): Generator<CsvRow> {
  let line = 1;
  let begun = 1;
  let cells: string[] = [];
  let cell = '';
  let quoted: number | null = null;
  const row = (): CsvRow => ({ line: begun, cells: [...cells, cell].map((one) => one.trim()) });
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (letter === '\n') line++;
    if (quoted !== null) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = null;
    } else if (letter === '"' && cell.trim() === '') {
      quoted = line;
      cell = '';
    } else if (letter === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (letter === '\n' || (letter === '\r' && text[at + 1] !== '\n')) {
      const ended = row();
      if (isContent(ended)) yield ended;
      [cells, cell, begun] = [[], '', line];
    } else if (letter !== '\r') {
      cell += letter;
    }
  }
  if (quoted !== null) throw new CsvBroken(quoted);
  const last = row();
  if (isContent(last)) yield last;
}

const isContent = ({ cells }: CsvRow) => cells.some((cell) => cell !== '') && !cells[0]!.startsWith('#');
