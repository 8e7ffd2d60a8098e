import * as z from 'zod';
import { columnName, columnType } from './table.ts';

/** Of lists in results; `analysis.json` has all. */
export const mostListed = 50;

const count = z.int().describe('How many.');
const number = z.number();

const commonValue = z
  .object({ value: z.string().describe('As text.'), count: z.int().describe('Rows that have it.') })
  .meta({ id: 'CommonValue', description: 'A value that many rows have.' });

const columnProfile = z
  .object({
    name: columnName.describe('Its name.'),
    type: columnType.describe('Its type.'),
    missing: z.int().describe('Rows without a value; NaN is none.'),
    infinite: z.int().describe('Rows whose value is infinite. They are in no statistics.'),
    distinct: z.int().describe('Different values.'),
    least: z.string().nullable().describe('The smallest, as text.'),
    greatest: z.string().nullable().describe('The greatest, as text.'),
    mean: number.nullable().describe('Of numbers.'),
    standardDeviation: number.nullable().describe('Of numbers, of a sample (n - 1).'),
    common: z
      .array(commonValue)
      .describe('The most frequent of the values that are there more than once, five at most.'),
  })
  .meta({ id: 'ColumnProfile', description: 'What a column holds.' });

export const profile = z
  .object({
    duplicates: z.int().describe('Rows that are the same as one before them.'),
    columns: z.array(columnProfile).describe('Each column.'),
  })
  .meta({ id: 'DataProfile', description: 'What a table holds.' });

export const columnStatistics = z
  .object({
    column: columnName.describe('Its name.'),
    n: count.describe('Rows with a finite number.'),
    sum: number.nullable().describe('Sum.'),
    mean: number.nullable().describe('Arithmetic mean.'),
    variance: number.nullable().describe('Of a sample (n - 1).'),
    standardDeviation: number.nullable().describe('Its root.'),
    skewness: number.nullable().describe('Adjusted Fisher-Pearson coefficient, as in pandas.'),
    kurtosis: number.nullable().describe('Excess, without bias, as in pandas.'),
    least: number.nullable().describe('Minimum.'),
    p5: number.nullable().describe('5 % of the values are below it; quantiles are interpolated linearly.'),
    q1: number.nullable().describe('First quartile.'),
    median: number.nullable().describe('Median.'),
    q3: number.nullable().describe('Third quartile.'),
    p95: number.nullable().describe('95 % of the values are below it.'),
    greatest: number.nullable().describe('Maximum.'),
    mad: number.nullable().describe('Median absolute deviation from the median.'),
  })
  .meta({ id: 'ColumnStatistics', description: 'Statistics of a column. What is not defined is null.' });

export const correlation = z
  .object({
    a: columnName.describe('One column.'),
    b: columnName.describe('The other.'),
    n: count.describe('Rows that have both.'),
    pearson: number.nullable().describe('Pearson’s r; null where one of them does not vary.'),
    spearman: number.nullable().describe('Spearman’s rho; ties have their mean rank.'),
  })
  .meta({ id: 'Correlation', description: 'How two columns go together.' });

const outlier = z
  .object({
    row: z.int().describe('Row of the table, from 1; rejected rows are not counted.'),
    value: number.describe('Its value.'),
  })
  .meta({ id: 'OutlierValue', description: 'A value that is far from the others.' });

export const columnOutliers = z
  .object({
    column: columnName.describe('Its name.'),
    low: number.describe('Values below it are outliers.'),
    high: number.describe('Values above it are.'),
    count: count.describe('How many there are.'),
    furthest: z.array(outlier).describe('The furthest, ten at most.'),
  })
  .meta({ id: 'ColumnOutliers', description: 'Outliers of a column.' });

const cluster = z
  .object({
    number: z.int32().describe('From 1, the largest first.'),
    size: z.int().describe('Rows.'),
    centre: z.array(number).describe('Means of the columns, in their units.'),
  })
  .meta({ id: 'DataCluster', description: 'Rows that are alike.' });

export const clustering = z
  .object({
    columns: z.array(columnName).describe('By which columns.'),
    k: z.int32().describe('How many clusters.'),
    chosen: z.boolean().describe('Whether the number was chosen by silhouette.'),
    silhouette: number.nullable().describe('Mean silhouette, from -1 to 1; of 2,000 rows where there are more.'),
    tried: z
      .array(
        z
          .object({ k: z.int32().describe('Clusters.'), silhouette: number.describe('Mean silhouette.') })
          .meta({ id: 'TriedClusters', description: 'A number of clusters that was tried.' }),
      )
      .describe('Where the number was chosen.'),
    inertia: number.describe('Sum of squared distances to the centres, as scaled.'),
    iterations: z.int32().describe('Until nothing changed any more.'),
    leftOut: z.int().describe('Rows in which one of the columns has no number.'),
    clusters: z.array(cluster).describe('Each of them.'),
  })
  .meta({ id: 'Clustering', description: 'Which rows are alike.' });

export const timeSeries = z
  .object({
    time: columnName.describe('Column of times.'),
    value: columnName.nullable().describe('Column of values; null: rows were counted.'),
    interval: z.string().describe('What values were put together by.'),
    points: count.describe('Intervals from the first to the last.'),
    gaps: count.describe('Intervals without a value; they were filled linearly.'),
    from: z.string().describe('First interval.'),
    to: z.string().describe('Last interval.'),
    slope: number.nullable().describe('Change in one interval, by least squares.'),
    slopeR2: number.nullable().describe('Share of the variance that a straight line explains.'),
    trendStrength: number.nullable().describe('From 0 to 1; null where there is no season to take away.'),
    period: z.int32().nullable().describe('Intervals of a season; null: none was found.'),
    seasonStrength: number.nullable().describe('From 0 to 1.'),
    season: z.array(number).describe('What each place of the season adds, from the first interval on.'),
  })
  .meta({ id: 'TimeSeries', description: 'How a value changes with time.' });

const group = z
  .object({
    group: z.string().describe('Value of the column of groups.'),
    n: count.describe('Rows with a number.'),
    mean: number.nullable().describe('Mean.'),
    standardDeviation: number.nullable().describe('Of a sample.'),
    least: number.nullable().describe('Minimum.'),
    q1: number.nullable().describe('First quartile.'),
    median: number.nullable().describe('Median.'),
    q3: number.nullable().describe('Third quartile.'),
    greatest: number.nullable().describe('Maximum.'),
  })
  .meta({ id: 'ComparedGroup', description: 'One of the groups.' });

export const comparedColumn = z
  .object({
    column: columnName.describe('Column of numbers.'),
    groups: z.array(group).describe('Each group, by name.'),
    f: number.nullable().describe('F of a one-way analysis of variance.'),
    p: number.nullable().describe('Probability of such an F where all groups have the same mean.'),
    etaSquared: number.nullable().describe('Share of the variance that the groups explain.'),
    welchT: number.nullable().describe('Of two groups: Welch’s t.'),
    welchP: number.nullable().describe('Its probability, two-sided.'),
  })
  .meta({ id: 'ComparedColumn', description: 'How groups differ in one column.' });

export type Profile = z.output<typeof profile>;
export type ColumnStatistics = z.output<typeof columnStatistics>;
export type Correlation = z.output<typeof correlation>;
export type ColumnOutliers = z.output<typeof columnOutliers>;
export type Clustering = z.output<typeof clustering>;
export type TimeSeries = z.output<typeof timeSeries>;
export type ComparedColumn = z.output<typeof comparedColumn>;
