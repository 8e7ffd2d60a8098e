import * as z from 'zod';
import { defineActivity, defineWorkflow } from '../kit/contract.ts';
import { destinationPrefix, s3Object, storedObject, workObject } from '../kit/objects.ts';
import { onBehalfOf, onBehalfOfLabel } from '../kit/on-behalf-of.ts';
import { analyses } from './contract/analyses.ts';
import {
  clustering,
  columnOutliers,
  columnStatistics,
  comparedColumn,
  correlation,
  mostListed,
  profile,
  timeSeries,
} from './contract/findings.ts';
import { column, dialect, fileFormat, loaded, readingWishes, rejectedRow } from './contract/table.ts';

/** Times that a model may write the SQL of one question. */
export const mostTries = 3;
/** Rows of an answer in a result, and in its CSV. */
export const mostRowsShown = 100;
export const mostRowsStored = 10_000;
/** Of all charts in a result. */
export const mostSpecBytes = 40_000;

const input = z.object({
  source: s3Object.describe('CSV, TSV, TXT, JSON, NDJSON, Parquet or XLSX.'),
  reading: readingWishes.prefault({}).describe('How the file is read, where that is not to be found out.'),
  analyses: analyses.prefault({}).describe('What is to be found out. Default: a profile.'),
  seed: z
    .int32()
    .min(0)
    .default(1)
    .describe('Of what is random. With the same seed the same file gives the same result.'),
  destination: destinationPrefix
    .optional()
    .describe(
      'What the keys of the results begin with. Default: `analyses/`, in the bucket of the source. The key of the source and twelve letters that stand for the input follow.',
    ),
  onBehalfOf: onBehalfOf.optional(),
});

const spec = z.record(z.string(), z.unknown());

const chart = z
  .object({
    title: z.string().describe('What it shows.'),
    spec: spec.describe('Vega-Lite 6, with its data in it.'),
    png: storedObject.describe('As a picture.'),
    svg: storedObject.describe('As a drawing.'),
  })
  .meta({ id: 'AnalysisChart', description: 'A chart.' });

const answer = z
  .object({
    question: z.string().describe('What was asked.'),
    sql: z.string().describe('The SQL that the model has written, in DuckDB’s dialect.'),
    explanation: z.string().describe('What it computes, in the words of the model.'),
    tries: z.int32().describe('How often the model had to write it.'),
    columns: z.array(z.string()).describe('Columns of the answer, as many as fit.'),
    rows: z.array(spec).describe(`Its first rows, by column: up to ${mostRowsShown}, as many as fit.`),
    rowCount: z.int().describe(`How many there are, up to ${mostRowsStored}.`),
    truncated: z.boolean().describe(`Whether there are more than ${mostRowsStored}; those are not stored.`),
    csv: storedObject.describe('The rows.'),
  })
  .meta({ id: 'DataAnswer', description: 'What a question was answered with.' });

const rejected = z
  .object({
    rows: z.int().describe('How many rows.'),
    first: z.array(rejectedRow).describe(`The first of them, up to ${mostListed}.`),
    csv: storedObject.nullable().describe('Each of them, with its text; null where there are none.'),
  })
  .meta({ id: 'RejectedRows', description: 'Rows that are not in the table.' });

/** A result travels through Temporal, which takes 2 MB: long lists have their first in it, and the stored JSON has all. */
const result = z.object({
  format: fileFormat.describe('What kind of file it is.'),
  dialect: dialect.nullable().describe('How it is written; null where it is no text file.'),
  rows: z.int().describe('Rows that were analysed.'),
  columns: z.array(column).describe(`Its columns, up to ${mostListed}.`),
  rejected,
  profile: profile.nullable().describe(`With up to ${mostListed} columns.`),
  statistics: z.array(columnStatistics).describe('Of each column that was asked for.'),
  correlations: z.array(correlation).describe(`The strongest, up to ${mostListed}.`),
  outliers: z.array(columnOutliers).describe('Of each column that was asked for.'),
  clustering: clustering.nullable().describe('Null where it was not asked for, as what follows.'),
  assignments: storedObject.nullable().describe('Cluster of each row, as CSV.'),
  timeSeries: timeSeries.nullable().describe('Of the value that was asked for.'),
  comparison: z.array(comparedColumn).describe('Of each column that was asked for, up to 10.'),
  answer: answer.nullable().describe('Of the question.'),
  charts: z
    .array(chart)
    .describe(
      `Those that were asked for, and those of the analyses. Where all data are more than ${mostSpecBytes / 1000} KB, the last are without.`,
    ),
  notes: z.array(z.string()).describe('What has to be known to read the numbers.'),
  html: storedObject.describe('A page with everything, for people.'),
  json: storedObject.describe('All that was found.'),
});

/** `removable`: nobody has stored anything at `destination` before. */
const validated = z.object({
  source: s3Object,
  destination: destinationPrefix,
  removable: z.boolean(),
  plan: workObject,
});
/** Its rows are in storage, with the names of their columns. */
const answered = z.object({ rowCount: z.int(), truncated: z.boolean(), rows: workObject });
const written = z.object({ sql: z.string(), explanation: z.string() });
const problem = z.object({
  code: z.enum(['SQL_INVALID', 'SQL_NOT_ALLOWED', 'SQL_TIMED_OUT', 'SQL_OUT_OF_MEMORY']),
  message: z.string(),
});

export const dataAnalysis = defineWorkflow({
  name: 'dataAnalysis',
  description:
    'Reads a file of data, and finds out what is in it: statistics, clusters, trends, charts, answers to questions.',
  taskQueue: 'data',
  input,
  result,
  labels: ({ onBehalfOf: user }): Record<string, string> => (user === undefined ? {} : { [onBehalfOfLabel]: user }),
  workflowId: (asked, { hash }) => `data-${hash(asked)}`,
  reuse: 'allowDuplicate',
  steps: ['validate', { load: 2 }, { analyse: 4 }, 'charts', 'report'],
  errors: {
    SOURCE_NOT_FOUND: 'The source does not exist, or not in the version that was asked for.',
    SOURCE_TOO_LARGE: 'The source has more bytes than DATA_MAX_BYTES allows.',
    UNSUPPORTED_FORMAT: 'It is no file that is read here.',
    DATA_INVALID: 'The file is damaged; the message says where.',
    NO_ROWS: 'The file has no rows.',
    TOO_MANY_COLUMNS: 'The table has too many columns.',
    TOO_MANY_REJECTED: 'More rows are broken than `maxRejected` allows.',
    COLUMN_NOT_FOUND: 'The table has no such column.',
    COLUMN_NOT_FIT: 'A column cannot be used so; the message says why.',
    TOO_FEW_ROWS: 'There are too few rows for what was asked.',
    OUT_OF_MEMORY: 'It needs more memory than DATA_MAX_MEMORY.',
    TIMED_OUT: 'It takes longer than DATA_MAX_SECONDS.',
    SQL_INVALID: 'The model has written no SQL that runs; the message has the last one.',
    SQL_NOT_ALLOWED: 'The SQL of the model does more than read the table.',
    SQL_TIMED_OUT: 'The SQL of the model runs too long.',
    SQL_OUT_OF_MEMORY: 'The SQL of the model needs too much memory.',
    DESTINATION_NOT_ALLOWED: 'No result may be stored there. Name another destination.',
    SCRATCH_FULL: 'The disk of the worker had no room left for its work. Give TMPDIR more, or work on less at once.',
  },
  activities: {
    validate: defineActivity({
      step: 'validate',
      input,
      output: validated,
      startToClose: '1 hour',
      heartbeat: '10 seconds',
      repeatable: "writes to this run's work key",
    }),
    withdraw: defineActivity({
      step: 'report',
      input: z.object({ destination: destinationPrefix }),
      output: z.object({}),
      startToClose: '10 minutes',
      repeatable: 'deletes what this run has stored',
    }),
    load: defineActivity({
      step: 'load',
      input: z.object({ validated, maxRejected: z.number() }),
      output: loaded,
      startToClose: '1 hour',
      heartbeat: '10 seconds',
      repeatable: "writes to this run's work key",
    }),
    analyse: defineActivity({
      step: 'analyse',
      input: z.object({ loaded, analyses, seed: z.int32() }),
      output: z.object({ findings: workObject, assignments: workObject.nullable() }),
      startToClose: '2 hours',
      heartbeat: '10 seconds',
      repeatable: "writes to this run's work key",
    }),
    writeSql: defineActivity({
      step: 'analyse',
      input: z.object({
        question: z.string(),
        model: z.string().optional(),
        loaded,
        findings: workObject,
        earlier: z.array(z.object({ sql: z.string(), problem: z.string() })),
      }),
      output: written,
      taskQueue: 'ai',
      startToClose: '10 minutes',
      repeatable: 'the kit stores the answer, so it is not paid for twice',
    }),
    runSql: defineActivity({
      step: 'analyse',
      input: z.object({ sql: z.string(), loaded, maxSeconds: z.int32() }),
      output: z.object({
        answer: answered.nullable(),
        problem: problem.nullable(),
      }),
      startToClose: '1 hour',
      heartbeat: '10 seconds',
      repeatable: "reads, and writes to this run's work key",
    }),
    draw: defineActivity({
      step: 'charts',
      input: z.object({ findings: workObject }),
      output: z.array(z.object({ png: workObject, svg: workObject })),
      startToClose: '30 minutes',
      heartbeat: '10 seconds',
      repeatable: "writes to this run's work key",
    }),
    report: defineActivity({
      step: 'report',
      input: z.object({
        validated,
        loaded,
        findings: workObject,
        assignments: workObject.nullable(),
        drawn: z.array(z.object({ png: workObject, svg: workObject })),
        answered: written.extend({ question: z.string(), tries: z.int32() }).extend(answered.shape).nullable(),
      }),
      output: result,
      startToClose: '30 minutes',
      heartbeat: '30 seconds',
      repeatable: 'writes the same results to the same keys',
    }),
  },
});

export type AnalysisResult = z.output<typeof result>;
