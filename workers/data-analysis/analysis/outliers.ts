import type { Analyses } from '../contract/analyses.ts';
import type { ColumnOutliers } from '../contract/findings.ts';
import type { Field, Table } from '../table.ts';
import { statisticsOf } from './statistics.ts';

const shown = 10;
/** What makes the median absolute deviation of a normal distribution its standard deviation. */
const normal = 0.6744897501960817;

/** Values beyond the fences of a column; null where it has too few values for any, or too large ones. */
export async function outliersOf(
  table: Table,
  field: Field,
  { rule, limit }: NonNullable<Analyses['outliers']>,
): Promise<ColumnOutliers | null> {
  const { q1, q3, median, mad } = await statisticsOf(table, field);
  if (q1 === null || q3 === null || median === null || mad === null) return null;
  const reach = rule === 'IQR' ? (limit ?? 1.5) * (q3 - q1) : ((limit ?? 3.5) * mad) / normal;
  const [low, high] = rule === 'IQR' ? [q1 - reach, q3 + reach] : [median - reach, median + reach];
  if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
  const beyond = `${field.cell} < (${low})::DOUBLE OR ${field.cell} > (${high})::DOUBLE`;
  const [all] = await table.duck.rows<{ count: number }>(
    `SELECT count(*)::DOUBLE AS count FROM finite WHERE ${beyond}`,
  );
  const furthest = await table.duck.rows<{ row: number; value: number }>(
    `SELECT row::DOUBLE AS row, ${field.cell} AS value FROM finite WHERE ${beyond}
     ORDER BY abs(${field.cell} - (${median})::DOUBLE) DESC, row LIMIT ${shown}`,
  );
  return { column: field.name, low, high, count: all!.count, furthest };
}
