import { escape } from '../../kit/report/escape.ts';
import type { Findings } from '../findings.ts';
import { number, table } from './tables.ts';

/** Rows of a table on the page. */
const most = 500;

/** What was found, as tables under headings; what was not asked for is not there. */
export const sectionsOf = (found: Omit<Findings, 'categories'>): string =>
  [
    profileOf(found),
    statisticsOf(found),
    correlationsOf(found),
    outliersOf(found),
    clusteringOf(found),
    timeSeriesOf(found),
    comparisonOf(found),
  ].join('\n');

function profileOf({ profile }: Pick<Findings, 'profile'>): string {
  if (!profile) return '';
  const rows = profile.columns.map(({ name, type, missing, distinct, least, greatest, mean, common }) => [
    name,
    type.toLowerCase(),
    number(missing),
    number(distinct),
    least ?? '–',
    greatest ?? '–',
    number(mean),
    common.map(({ value, count }) => `${value} (${count})`).join(', '),
  ]);
  return `<h2>Columns</h2><p>${number(profile.duplicates)} rows are there more than once.</p>${table(
    ['Column', 'Type', 'Missing', 'Distinct', 'Least', 'Greatest', 'Mean', 'Most frequent'],
    rows.slice(0, most),
  )}`;
}

function statisticsOf({ statistics }: Pick<Findings, 'statistics'>): string {
  if (statistics.length === 0) return '';
  const rows = statistics.map((one) => [
    one.column,
    ...[
      one.n,
      one.mean,
      one.standardDeviation,
      one.least,
      one.q1,
      one.median,
      one.q3,
      one.greatest,
      one.skewness,
      one.kurtosis,
    ].map(number),
  ]);
  const head = ['Column', 'n', 'Mean', 'Deviation', 'Least', 'Q1', 'Median', 'Q3', 'Greatest', 'Skewness', 'Kurtosis'];
  return `<h2>Statistics</h2>${table(head, rows)}`;
}

function correlationsOf({ correlations }: Pick<Findings, 'correlations'>): string {
  if (correlations.length === 0) return '';
  const strongest = correlations.toSorted((a, b) => Math.abs(b.pearson ?? 0) - Math.abs(a.pearson ?? 0));
  const rows = strongest.map(({ a, b, n, pearson, spearman }) => [a, b, number(n), number(pearson), number(spearman)]);
  return `<h2>Correlations</h2>${table(['Column', 'and', 'n', 'Pearson', 'Spearman'], rows.slice(0, most))}`;
}

function outliersOf({ outliers }: Pick<Findings, 'outliers'>): string {
  if (outliers.length === 0) return '';
  const rows = outliers.map(({ column, count, low, high, furthest }) => [
    column,
    number(count),
    number(low),
    number(high),
    furthest.map(({ row, value }) => `${number(value)} in row ${row}`).join(', '),
  ]);
  return `<h2>Outliers</h2>${table(['Column', 'Outliers', 'Below', 'Above', 'Furthest'], rows)}`;
}

function clusteringOf({ clustering }: Pick<Findings, 'clustering'>): string {
  if (!clustering) return '';
  const { columns, k, chosen, silhouette, leftOut, clusters } = clustering;
  const rows = clusters.map(({ number: n, size, centre }) => [String(n), number(size), ...centre.map(number)]);
  const how = chosen ? `, chosen for the best silhouette of those tried` : '';
  return `<h2>Clusters</h2><p>${k} clusters${how}; mean silhouette ${number(silhouette)}. ${number(leftOut)} rows are left out, as they lack a number.</p>${table(
    ['Cluster', 'Rows', ...columns],
    rows,
  )}`;
}

function timeSeriesOf({ timeSeries }: Pick<Findings, 'timeSeries'>): string {
  if (!timeSeries) return '';
  const { interval, points, gaps, from, to, slope, slopeR2, period, seasonStrength, trendStrength } = timeSeries;
  const season =
    period === null
      ? 'No season was found.'
      : `A season has ${period} intervals; its strength is ${number(seasonStrength)}, that of the trend ${number(trendStrength)}.`;
  return `<h2>Time series</h2><p>${escape(
    `${number(points)} intervals of one ${interval.toLowerCase()} from ${from} to ${to}, ${number(gaps)} of them without a value. It changes by ${number(slope)} in each (R² ${number(slopeR2)}). ${season}`,
  )}</p>`;
}

function comparisonOf({ comparison }: Pick<Findings, 'comparison'>): string {
  return comparison
    .map(({ column, groups, f, p, etaSquared }) => {
      const rows = groups.map((one) => [
        one.group,
        ...[one.n, one.mean, one.standardDeviation, one.q1, one.median, one.q3].map(number),
      ]);
      return `<h2>${escape(column)} by group</h2><p>F ${number(f)}, p ${number(p)}, η² ${number(etaSquared)}.</p>${table(
        ['Group', 'n', 'Mean', 'Deviation', 'Q1', 'Median', 'Q3'],
        rows,
      )}`;
    })
    .join('\n');
}
