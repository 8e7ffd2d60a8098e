import type { ReactNode } from 'react';
import { inWords } from './words.ts';

type Fields = Record<string, unknown>;

interface RecordTableProps {
  rows: readonly Fields[];
  label: string;
  cell(value: unknown, row: number, column: string): ReactNode;
}

/** Records, one a line; numbers of a column that can be compared have a bar each. */
export function RecordTable({ rows, label, cell }: RecordTableProps) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const most = new Map(columns.map((column) => [column, greatest(rows.map((row) => row[column]))]));
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {inWords(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, n) => (
            <tr key={n}>
              {columns.map((column) => (
                <td key={column}>
                  {row[column] == null ? '' : cell(row[column], n, column)}
                  <Share value={row[column]} of={most.get(column) ?? null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Share({ value, of }: { value: unknown; of: number | null }) {
  if (of === null || !isNumber(value)) return null;
  return <span className="share-bar" style={{ transform: `scaleX(${value / of})` }} />;
}

export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** What all values of a column are a share of; null where bars would say nothing: of few, of less than zero, of a mere count. */
function greatest(values: readonly unknown[]): number | null {
  const numbers = values.filter(isNumber);
  if (numbers.length < 3 || numbers.length < values.filter((value) => value != null).length) return null;
  const most = Math.max(...numbers);
  const counts = numbers.every((value, n) => n === 0 || value === numbers[n - 1]! + 1);
  return Math.min(...numbers) < 0 || most <= 0 || counts ? null : most;
}
