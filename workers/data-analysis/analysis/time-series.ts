import { JobRefused } from '../../../src/platform/jobs/job-messages.ts';
import type { Analyses } from '../contract/analyses.ts';
import type { TimeSeries } from '../contract/findings.ts';
import { fieldNamed, isTime, numericField, type Table } from '../table.ts';
import { decompose, periodOf, type Decomposed } from './season.ts';
import { orNull } from './number.ts';

export interface Series {
  series: TimeSeries;
  /** Intervals in order, and what each has; filled where there was none. */
  times: string[];
  values: number[];
  trend: (number | null)[];
}

type Wish = NonNullable<Analyses['timeSeries']>;
type Interval = NonNullable<Wish['interval']>;

const seconds: Record<Interval, number> = {
  MINUTE: 60,
  HOUR: 3600,
  DAY: 86_400,
  WEEK: 7 * 86_400,
  MONTH: 30.44 * 86_400,
  QUARTER: 91.31 * 86_400,
  YEAR: 365.24 * 86_400,
};
const sqlIntervals: Record<Interval, string> = {
  MINUTE: '1 minute',
  HOUR: '1 hour',
  DAY: '1 day',
  WEEK: '7 days',
  MONTH: '1 month',
  QUARTER: '3 months',
  YEAR: '1 year',
};
/** What may come round, in intervals: a day, a week, a year. */
const usualPeriods: Record<Interval, number[]> = {
  MINUTE: [60, 1440],
  HOUR: [24, 168],
  DAY: [7, 365],
  WEEK: [52],
  MONTH: [12],
  QUARTER: [4],
  YEAR: [],
};
const farthest = 1e150;
const mostIntervals = 100_000;
const fewest = 3;

/** A value by time: where it goes, and what comes round. */
export async function timeSeriesOf(table: Table, wish: Wish): Promise<Series> {
  const time = fieldNamed(table, wish.time);
  if (!isTime(time.type)) {
    throw new JobRefused(
      'COLUMN_NOT_FIT',
      `${time.name} has no dates: it is taken for ${time.type}. \`dateFormat\` says how they are written.`,
    );
  }
  const value = wish.value === undefined ? null : numericField(table, wish.value);
  const { duck } = table;
  const interval = wish.interval ?? (await usualInterval(table, time.cell));
  const place = `date_trunc('${interval.toLowerCase()}', ${time.cell}::TIMESTAMP)`;
  const [range] = await duck.rows<{ steps: number | null }>(
    `SELECT (date_diff('second', min(${time.cell})::TIMESTAMP, max(${time.cell})::TIMESTAMP) / ${seconds[interval]})::DOUBLE AS steps FROM finite`,
  );
  if ((range?.steps ?? 0) > mostIntervals) {
    throw new JobRefused(
      'COLUMN_NOT_FIT',
      `There are more than ${mostIntervals} intervals of one ${interval}. Ask for longer ones.`,
    );
  }
  const aggregate =
    value === null ? 'count(*)::DOUBLE' : `${wish.aggregate === 'SUM' ? 'fsum' : 'favg'}(${value.cell})`;
  const counted = value === null ? 'coalesce(v, 0)' : 'v';
  const rows = await duck.rows<{ at: string; v: number | null }>(`
    WITH placed AS (SELECT ${place} AS moment, ${aggregate} AS v FROM finite WHERE ${time.cell} IS NOT NULL
      ${value === null ? '' : `AND ${value.cell} IS NOT NULL`} GROUP BY 1),
    steps AS (SELECT unnest(generate_series(min(moment), max(moment), INTERVAL '${sqlIntervals[interval]}'))
      AS moment FROM placed)
    SELECT strftime(steps.moment, '${interval === 'MINUTE' || interval === 'HOUR' ? '%Y-%m-%dT%H:%M' : '%Y-%m-%d'}') AS at, ${counted} AS v
    FROM steps LEFT JOIN placed ON steps.moment = placed.moment ORDER BY steps.moment`);
  if (rows.length < fewest) {
    throw new JobRefused(
      'TOO_FEW_ROWS',
      `There are ${rows.length} intervals of one ${interval}, and ${fewest} have to be.`,
    );
  }
  const values = filled(rows.map(({ v }) => v));
  if (values.some((one) => !(Math.abs(one) < farthest)))
    throw new JobRefused('COLUMN_NOT_FIT', 'There are values so large that their squares are no numbers.');
  const period = wish.period ?? periodOf(values, usualPeriods[interval]);
  const decomposed = period !== null && values.length >= 2 * period ? decompose(values, period) : null;
  return {
    series: {
      time: time.name,
      value: value?.name ?? null,
      interval,
      points: values.length,
      gaps: rows.filter(({ v }) => v === null).length,
      from: rows[0]!.at,
      to: rows.at(-1)!.at,
      ...lineThrough(values),
      ...seasonOf(decomposed, period),
    },
    times: rows.map(({ at }) => at),
    values,
    trend: decomposed?.trend ?? values.map(() => null),
  };
}

const seasonOf = (decomposed: Decomposed | null, period: number | null) =>
  decomposed
    ? {
        trendStrength: decomposed.trendStrength,
        period,
        seasonStrength: decomposed.seasonStrength,
        season: decomposed.season.slice(0, 400),
      }
    : { trendStrength: null, period: null, seasonStrength: null, season: [] };

/** What is between most neighbours in time, as the nearest of the usual intervals. */
async function usualInterval({ duck }: Table, cell: string): Promise<Interval> {
  const [between] = await duck.rows<{ seconds: number | null }>(`
    SELECT median(s)::DOUBLE AS seconds FROM (
      SELECT date_diff('second', lag(t) OVER (ORDER BY t), t) AS s FROM (SELECT DISTINCT ${cell}::TIMESTAMP AS t FROM finite WHERE ${cell} IS NOT NULL)
    ) WHERE s > 0`);
  const usual = between?.seconds ?? seconds.DAY;
  const away = (interval: Interval) => Math.abs(Math.log(seconds[interval] / Math.max(usual, 1)));
  return (Object.keys(seconds) as Interval[]).reduce((best, one) => (away(one) < away(best) ? one : best));
}

/** Gaps filled along straight lines; there is a value at either end. */
function filled(values: readonly (number | null)[]): number[] {
  const all: number[] = [];
  let before = 0;
  for (const [at, value] of values.entries()) {
    if (value === null) continue;
    for (let gap = before + 1; gap < at; gap++) {
      all[gap] = all[before]! + ((value - all[before]!) * (gap - before)) / (at - before);
    }
    all[at] = value;
    before = at;
  }
  return all;
}

/** Least squares over 0, 1, 2, … */
function lineThrough(values: readonly number[]): Pick<TimeSeries, 'slope' | 'slopeR2'> {
  const n = values.length;
  const [x, y] = [(n - 1) / 2, values.reduce((sum, value) => sum + value, 0) / n];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [at, value] of values.entries()) {
    xy += (at - x) * (value - y);
    xx += (at - x) ** 2;
    yy += (value - y) ** 2;
  }
  return { slope: orNull(xy / xx), slopeR2: yy === 0 ? null : orNull(xy ** 2 / (xx * yy)) };
}
