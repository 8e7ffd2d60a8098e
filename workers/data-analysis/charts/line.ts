import { JobRefused } from '../../../src/platform/jobs/job-messages.ts';
import { blue } from '../../kit/report/look.ts';
import { isNumeric, isTime, type Field, type Table } from '../table.ts';
import { chartOf, label, quantitative, type Chart } from './chart.ts';

const points = 200;

/** The mean of one column along another, which is cut into as many pieces as a line needs. */
export async function lineOf({ duck }: Table, x: Field, y: Field): Promise<Chart | null> {
  const time = isTime(x.type);
  if (!time && !isNumeric(x.type)) {
    throw new JobRefused('COLUMN_NOT_FIT', `${x.name} is no horizontal axis for a line: it is taken for ${x.type}.`);
  }
  const place = time ? `epoch_ms(${x.cell}::TIMESTAMP)::DOUBLE` : x.cell;
  const values = await duck.rows<{ x: number; y: number }>(`
    WITH placed AS (SELECT ${place} AS x, ${y.cell} AS y FROM finite WHERE ${x.cell} IS NOT NULL AND ${y.cell} IS NOT NULL),
    range AS (SELECT min(x) AS low, max(x) AS high, count(DISTINCT x) AS n FROM placed)
    SELECT favg(x) AS x, favg(y) AS y FROM placed, range
    GROUP BY CASE WHEN n <= ${points} THEN x ELSE floor((x - low) / (high - low) * ${points - 1}) END ORDER BY 1`);
  const axis = time ? { field: 'x', type: 'temporal', title: x.name } : quantitative('x', x.name);
  const data = time ? values.map((value) => ({ ...value, x: new Date(value.x).toISOString() })) : values;
  return chartOf(`${label(y.name)} by ${label(x.name)}`, data, {
    mark: { type: 'line', color: blue },
    encoding: { x: axis, y: quantitative('y', `Mean of ${y.name}`) },
  });
}
