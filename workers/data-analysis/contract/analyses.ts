import * as z from 'zod';
import { modelName } from '../../kit/models.ts';
import { columnName } from './table.ts';

/** Charts that a caller may ask for. */
const mostCharts = 8;
/** Columns that are held against each other. */
export const mostCorrelated = 30;
const mostClusters = 20;
/** Groups that are compared; more are no groups. */
export const mostGroups = 50;

const columns = z
  .array(columnName)
  .min(1)
  .max(mostCorrelated)
  .optional()
  .describe(`Names of columns with numbers. Default: all of them, up to ${mostCorrelated}.`);
const someColumns = (id: string, description: string) => z.object({ columns }).meta({ id, description });

const clustering = z
  .object({
    columns,
    k: z
      .int32()
      .min(2)
      .max(mostClusters)
      .optional()
      .describe('How many clusters. Default: the number with the best silhouette.'),
    maxK: z.int32().min(2).max(mostClusters).default(8).describe('The most that are tried where `k` is left out.'),
    standardise: z
      .boolean()
      .default(true)
      .describe('Whether each column is scaled to a deviation of 1, so that its unit does not matter.'),
  })
  .meta({ id: 'ClusteringWish', description: 'Which rows are alike, by k-means.' });

const timeSeries = z
  .object({
    time: columnName.describe('Column with dates or times.'),
    value: columnName.optional().describe('Column with numbers. Default: rows are counted.'),
    interval: z
      .enum(['MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'])
      .optional()
      .describe('What values are put together by. Default: what is between most of them.'),
    aggregate: z.enum(['MEAN', 'SUM']).default('MEAN').describe('How the values of one interval become one.'),
    period: z
      .int32()
      .min(2)
      .max(1000)
      .optional()
      .describe('Intervals of a season. Default: what repeats most clearly, if anything does.'),
  })
  .meta({ id: 'TimeSeriesWish', description: 'How a value changes with time.' });

const comparison = z
  .object({
    group: columnName.describe(`Column whose values are the groups, ${mostGroups} at most.`),
    values: columns,
  })
  .meta({ id: 'ComparisonWish', description: 'How groups of rows differ.' });

const chart = z
  .object({
    kind: z
      .enum(['HISTOGRAM', 'BAR', 'LINE', 'SCATTER', 'BOX'])
      .describe(
        'HISTOGRAM: how often `x` has which size. BAR: how often it has which value, or the mean of `y` for each. ' +
          'LINE: the mean of `y` along `x`. SCATTER: `y` against `x`. BOX: quartiles of `y` for each value of `x`.',
      ),
    x: columnName.describe('Column along the horizontal axis.'),
    y: columnName.optional().describe('Column along the vertical axis. LINE, SCATTER and BOX need one.'),
    colour: columnName.optional().describe('Column whose values are told apart by colour. SCATTER only.'),
  })
  .meta({ id: 'ChartWish', description: 'A chart to draw.' })
  .check(({ value, issues }) => {
    const wrong = (path: string, message: string) =>
      issues.push({ code: 'custom', input: value, path: [path], message });
    const { kind, y, colour } = value;
    if (y === undefined && ['LINE', 'SCATTER', 'BOX'].includes(kind)) wrong('y', `Name a column: ${kind} needs one.`);
    if (y !== undefined && kind === 'HISTOGRAM') wrong('y', 'A histogram has none.');
    if (colour !== undefined && kind !== 'SCATTER') wrong('colour', 'Only for SCATTER.');
  });

const question = z
  .object({
    text: z.string().min(3).max(1000).describe('What is asked, in any language.'),
    model: modelName.optional().describe('Which model writes the SQL. Default: that of all texts.'),
    maxSeconds: z.int32().min(1).max(120).default(20).describe('The longest that the SQL may run.'),
  })
  .meta({ id: 'DataQuestion', description: 'A question in plain language, which a model answers with SQL.' });

export const analyses = z
  .object({
    profile: z.boolean().default(true).describe('What each column holds.'),
    statistics: someColumns('StatisticsWish', 'Statistics of columns with numbers.').optional(),
    correlations: someColumns('CorrelationsWish', 'How columns go together, by Pearson and by Spearman.').optional(),
    outliers: z
      .object({
        columns,
        rule: z
          .enum(['IQR', 'MAD'])
          .default('IQR')
          .describe(
            'IQR: further than `limit` interquartile ranges from the quartiles. MAD: a modified z-score above `limit`, by the median absolute deviation.',
          ),
        limit: z.number().min(0.1).max(100).optional().describe('Default: 1.5 for IQR, 3.5 for MAD.'),
      })
      .meta({ id: 'OutliersWish', description: 'Values that are far from the others.' })
      .optional(),
    clustering: clustering.optional(),
    timeSeries: timeSeries.optional(),
    comparison: comparison.optional(),
    charts: z.array(chart).max(mostCharts).default([]).describe('Besides those that the other analyses have.'),
    question: question.optional(),
  })
  .meta({ id: 'Analyses', description: 'What is to be found out.' })
  .check(({ value, issues }) => {
    const { profile, charts, ...others } = value;
    if (profile || charts.length > 0 || Object.values(others).some((wish) => wish !== undefined)) return;
    issues.push({ code: 'custom', input: value, path: [], message: 'Ask for one analysis at least.' });
  });

export type Analyses = z.output<typeof analyses>;
export type ChartWish = z.output<typeof chart>;
