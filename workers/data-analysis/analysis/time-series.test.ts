import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { analyses } from '../contract/analyses.ts';
import type { Column } from '../contract/table.ts';
import { openDuck, text } from '../duck.ts';
import { openTable } from '../table.ts';
import { timeSeriesOf } from './time-series.ts';

let root: string;
beforeAll(async () => (root = await mkdtemp(path.join(tmpdir(), 'series-test-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

/** Of rows as SQL makes them: `t`, which is a time, and `v`. */
async function seriesOf(rows: string, wish: object = {}, type: Column['type'] = 'TIMESTAMP') {
  const folder = await mkdtemp(path.join(root, 'job-'));
  const duck = await openDuck({ folder, memory: 300_000_000 });
  const parquet = path.join(folder, 'table.parquet');
  const cast = type === 'TEXT' ? 'VARCHAR' : type;
  await duck.run(`COPY (SELECT t::${cast} AS c0, v::DOUBLE AS c1 FROM (${rows})) TO ${text(parquet)} (FORMAT parquet)`);
  const columns: Column[] = [
    { name: 'when', type },
    { name: 'value', type: 'NUMBER' },
  ];
  const { timeSeries } = analyses.parse({ timeSeries: { time: 'when', value: 'value', ...wish } });
  return timeSeriesOf(await openTable(duck, parquet, columns), timeSeries!);
}

const day = (n: string) => `DATE '2026-01-01' + (${n})::INTEGER`;
const close = (value: number) => expect.closeTo(value, 9) as number;

test('a straight line has its slope, and no season', async () => {
  const { series, values } = await seriesOf(`SELECT ${day('i')} AS t, 3 + 0.5 * i AS v FROM range(40) r(i)`);
  expect(series).toMatchObject({
    interval: 'DAY',
    points: 40,
    gaps: 0,
    from: '2026-01-01',
    to: '2026-02-09',
    slope: close(0.5),
    slopeR2: close(1),
    period: null,
    season: [],
    trendStrength: null,
  });
  expect(values[39]).toBeCloseTo(22.5, 9);
});

test('a week on a line is found, and what each of its days adds', async () => {
  const pattern = [3, 1, 0, -1, -2, -1, 0];
  const { series, trend } = await seriesOf(
    `SELECT ${day('i')} AS t, 10 + 0.25 * i + list_extract([${pattern.join(', ')}], (i % 7 + 1)::INTEGER) AS v FROM range(70) r(i)`,
  );
  expect(series).toMatchObject({
    period: 7,
    season: pattern.map(close),
    seasonStrength: close(1),
    trendStrength: close(1),
  });
  // A mean over a whole week is the line itself; at both ends there is none.
  expect(trend.slice(0, 4)).toEqual([null, null, null, close(10.75)]);
  expect(trend.at(-1)).toBeNull();
});

test('of an even period both ends count by half', async () => {
  const { series } = await seriesOf(
    `SELECT DATE '2020-01-01' + to_months(i::INTEGER) AS t, 100 + i + 10 * sin(2 * pi() * i / 12) AS v FROM range(72) r(i)`,
    {},
    'DATE',
  );
  const wave = Array.from({ length: 12 }, (_month, n) => close(10 * Math.sin((2 * Math.PI * n) / 12)));
  expect(series).toMatchObject({ interval: 'MONTH', points: 72, period: 12, season: wave });
});

test('what is only noise has no season, unless one is asked for', async () => {
  const noise = `SELECT ${day('i')} AS t, hash(i) % 1000 AS v FROM range(300) r(i)`;
  expect((await seriesOf(noise)).series).toMatchObject({ period: null });
  const { series } = await seriesOf(noise, { period: 5 });
  expect(series.period).toBe(5);
  expect(series.season).toHaveLength(5);
  expect(series.seasonStrength).toBeLessThan(0.2);
});

test('gaps are counted, and filled along a line', async () => {
  const { series, times, values } = await seriesOf(
    `SELECT ${day('i')} AS t, i * 2 AS v FROM range(10) r(i) WHERE i NOT IN (3, 4, 7)
     UNION ALL SELECT ${day('3')}, NULL`,
  );
  expect(series).toMatchObject({ points: 10, gaps: 3, slope: close(2) });
  expect(values).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  expect(times[3]).toBe('2026-01-04');
});

test('the values of one interval become their mean or their sum, or rows are counted', async () => {
  const rows = `SELECT ${day('i % 5')} AS t, i AS v FROM range(15) r(i)`;
  expect((await seriesOf(rows)).values).toEqual([5, 6, 7, 8, 9]);
  expect((await seriesOf(rows, { aggregate: 'SUM' })).values).toEqual([15, 18, 21, 24, 27]);
  const counted = await seriesOf(`${rows} UNION ALL SELECT ${day('7')}, NULL`, { value: undefined });
  expect(counted.values).toEqual([3, 3, 3, 3, 3, 0, 0, 1]);
  expect(counted.series).toMatchObject({ value: null, gaps: 0 });
});

test.for([
  ['MINUTE', '1 minute', 90],
  ['HOUR', '1 hour', 60],
  ['WEEK', '7 days', 30],
  ['QUARTER', '3 months', 20],
  ['YEAR', '1 year', 20],
] as const)('an interval of one %s is found', async ([interval, step, points]) => {
  const moments = `unnest(generate_series(TIMESTAMP '2001-01-01', TIMESTAMP '2001-01-01' + ${points - 1} * INTERVAL '${step}', INTERVAL '${step}'))`;
  const { series } = await seriesOf(`SELECT ${moments} AS t, 1 AS v`);
  expect(series).toMatchObject({ interval, points, gaps: 0, slope: close(0), slopeR2: null });
});

test.for<[string, string, object, Column['type'], RegExp]>([
  ['COLUMN_NOT_FIT', `SELECT 'x' AS t, 1 AS v`, {}, 'TEXT', /dateFormat/],
  ['COLUMN_NOT_FIT', `SELECT ${day('i')} AS t, i AS v FROM range(3) r(i)`, { value: 'when' }, 'DATE', /no numbers/],
  ['COLUMN_NOT_FOUND', `SELECT ${day('i')} AS t, i AS v FROM range(3) r(i)`, { time: 'day' }, 'DATE', /no column day/],
  ['TOO_FEW_ROWS', `SELECT ${day('i')} AS t, i AS v FROM range(2) r(i)`, {}, 'DATE', /2 intervals/],
  ['TOO_FEW_ROWS', `SELECT ${day('i')} AS t, NULL AS v FROM range(9) r(i)`, {}, 'DATE', /0 intervals/],
  [
    'COLUMN_NOT_FIT',
    `SELECT ${day('i * 4000')} AS t, i AS v FROM range(9) r(i)`,
    { interval: 'MINUTE' },
    'DATE',
    /longer/,
  ],
  [
    'COLUMN_NOT_FIT',
    `SELECT unnest([DATE '0001-01-01', DATE '290000-01-01']) AS t, 1 AS v`,
    { interval: 'DAY' },
    'DATE',
    /longer/,
  ],
  ['TOO_FEW_ROWS', `SELECT unnest([DATE 'infinity', DATE '2026-01-01']) AS t, 1 AS v`, {}, 'DATE', /1 intervals/],
])('%s: %s %o', async ([code, rows, wish, type, says]) => {
  const failed: unknown = await seriesOf(rows, wish, type).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code, message: expect.stringMatching(says) as string });
});
