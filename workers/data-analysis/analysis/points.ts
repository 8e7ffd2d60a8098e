import type { Field, Table } from '../table.ts';

/** Points in a space of few dimensions, one after the other. */
export interface Points {
  data: Float64Array;
  count: number;
  dimensions: number;
}

/** The rows in which all columns have a number, and which ones these are. */
export async function readPoints({ duck }: Table, fields: readonly Field[]): Promise<Points & { rows: Float64Array }> {
  const dimensions = fields.length;
  const where = fields.map(({ cell }) => `${cell} IS NOT NULL`).join(' AND ');
  const [all] = await duck.rows<{ count: number }>(`SELECT count(*)::DOUBLE AS count FROM finite WHERE ${where}`);
  const { count } = all!;
  const data = new Float64Array(count * dimensions);
  const rows = new Float64Array(count);
  const cells = fields.map(({ cell }) => cell).join(', ');
  let at = 0;
  for await (const [row, ...columns] of duck.chunks(
    `SELECT row::DOUBLE, ${cells} FROM finite WHERE ${where} ORDER BY row`,
  )) {
    for (let n = 0; n < row!.length; n++, at++) {
      rows[at] = row![n] as number;
      for (let d = 0; d < dimensions; d++) data[at * dimensions + d] = columns[d]![n] as number;
    }
  }
  return { data, count, dimensions, rows };
}

/** Gives each dimension a mean of 0 and a deviation of 1, as far as it varies at all, in place, and says what that took. */
export function standardised(points: Points): { points: Points; mean: number[]; scale: number[] } {
  const { data, count, dimensions } = points;
  const mean = Array.from({ length: dimensions }, () => 0);
  const scale = Array.from({ length: dimensions }, () => 0);
  for (let at = 0; at < data.length; at++) mean[at % dimensions]! += data[at]! / count;
  for (let at = 0; at < data.length; at++) scale[at % dimensions]! += (data[at]! - mean[at % dimensions]!) ** 2 / count;
  for (let d = 0; d < dimensions; d++) scale[d] = Math.sqrt(scale[d]!) || 1;
  for (let at = 0; at < data.length; at++) data[at] = (data[at]! - mean[at % dimensions]!) / scale[at % dimensions]!;
  return { points, mean, scale };
}

/** Some of the points, evenly chosen by chance, in their order. */
export function sampleOf(points: Points, most: number, random: () => number): Points {
  if (points.count <= most) return points;
  const { data, count, dimensions } = points;
  const chosen = new Float64Array(most * dimensions);
  let taken = 0;
  for (let at = 0; at < count && taken < most; at++) {
    if (random() * (count - at) >= most - taken) continue;
    chosen.set(data.subarray(at * dimensions, (at + 1) * dimensions), taken * dimensions);
    taken++;
  }
  return { data: chosen, count: most, dimensions };
}
