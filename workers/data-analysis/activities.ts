import path from 'node:path';
import { JobRefused } from '../../src/platform/jobs/job-messages.ts';
import { withScratch } from '../../src/platform/scratch.ts';
import { ObjectChangedError, ObjectNotFoundError } from '../../src/platform/storage.ts';
import { checkDestination, DestinationRefused } from '../kit/destination.ts';
import { implementActivities, type ActivityContext, type Dependencies } from '../kit/activity.ts';
import { dataAnalysis, mostRowsStored } from './contract.ts';
import type { Loaded } from './contract/table.ts';
import { download, storeFile } from './files.ts';
import type { Findings } from './findings.ts';
import { doJob } from './jobs.ts';
import { destinationOf, outputsOf } from './outputs.ts';
import { drawCharts } from './report/draw-charts.ts';
import { storeReport } from './report/store-report.ts';
import { writeSql } from './write-sql.ts';

type Context = Pick<ActivityContext<typeof dataAnalysis>, 'signal' | 'fail' | 'report' | 'workKey'>;

/** Reads files of data, and finds out what is in them. */
export function createDataAnalysisActivities({ storage, settings, prompts }: Dependencies) {
  const limits = { memory: settings.data.maxMemory, seconds: settings.data.maxSeconds };
  const { own } = storage;

  async function readFindings(key: string, signal: AbortSignal): Promise<Findings> {
    return JSON.parse((await storage.read(own(key), { signal })).toString()) as Findings;
  }

  /** The table of the run, as a file. */
  async function withTable<T>(
    { table }: Loaded,
    { signal }: Context,
    work: (on: { folder: string; parquet: string }) => Promise<T>,
  ) {
    return withScratch(async (folder) => {
      const parquet = path.join(folder, 'table.parquet');
      await download(storage, own(table.key), parquet, { bytes: table.bytes, signal });
      return work({ folder, parquet });
    });
  }

  return implementActivities(dataAnalysis, {
    async validate({ source, destination, reading }, context) {
      const { signal, fail, report } = context;
      const facts = await storage.head(source, signal);
      if (!facts || (source.etag !== undefined && source.etag !== facts.etag))
        return fail('SOURCE_NOT_FOUND', `${source.key} does not exist${facts ? ' in this version' : ''}.`);
      const { bytes, etag } = facts;
      if (bytes > settings.data.maxBytes)
        return fail(
          'SOURCE_TOO_LARGE',
          `${source.key} has ${bytes} bytes; at most ${settings.data.maxBytes} are read.`,
        );
      const { chart, ...outputs } = outputsOf(destinationOf({ source, destination }));
      const pinned = { ...source, etag };
      return refusing(context, async () => {
        checkDestination(storage, [...Object.values(outputs), chart(100, 'png')]);
        return withScratch(async (folder) => {
          const file = path.join(folder, 'source');
          const onProgress = (done: number) =>
            report({ done, total: bytes, unit: 'bytes', message: 'Reading the file' });
          await download(storage, pinned, file, { bytes, signal, onProgress });
          report({ message: 'Finding out what it holds' });
          const plan = await doJob('plan', { folder, file, key: source.key, wishes: reading }, { limits, signal });
          return { source: pinned, plan };
        });
      });
    },

    async load({ source, plan, maxRejected }, context) {
      const { signal, report, workKey } = context;
      return refusing(context, () =>
        withScratch(async (folder) => {
          const file = path.join(folder, 'source');
          const bytes = (await storage.head(source, signal))?.bytes ?? 0;
          const onProgress = (done: number) =>
            report({ done, total: bytes, unit: 'bytes', message: 'Reading the file' });
          await download(storage, source, file, { bytes, signal, onProgress });
          const read = await doJob('load', { folder, file, plan, maxRejected }, { limits, signal });
          report({ message: `${read.rows} rows` });
          const { rows, first } = read.rejected;
          const contentType = 'application/vnd.apache.parquet';
          const table = await storeFile(storage, `${workKey}/table.parquet`, read.parquet, { contentType, signal });
          const csv =
            rows === 0
              ? null
              : await storeFile(storage, `${workKey}/rejected.csv`, read.rejectedCsv, {
                  contentType: 'text/csv; charset=utf-8',
                  signal,
                });
          return { table, rows: read.rows, columns: plan.columns, rejected: { rows, first, csv } };
        }),
      );
    },

    async analyse({ loaded, analyses, seed }, context) {
      const { signal, report, workKey } = context;
      return refusing(context, () =>
        withTable(loaded, context, async ({ folder, parquet }) => {
          const findings = path.join(folder, 'findings.json');
          const assignments = path.join(folder, 'clusters.csv');
          const job = { folder, parquet, columns: loaded.columns, analyses, seed, findings, assignments };
          await doJob('analyse', job, { limits, signal, onProgress: report });
          const store = (name: string, file: string, contentType: string) =>
            storeFile(storage, `${workKey}/${name}`, file, { contentType, signal });
          return {
            findings: await store('findings.json', findings, 'application/json'),
            assignments: analyses.clustering
              ? await store('clusters.csv', assignments, 'text/csv; charset=utf-8')
              : null,
          };
        }),
      );
    },

    async writeSql({ findings, ...asked }, { ai, signal }) {
      const { categories } = await readFindings(findings.key, signal);
      return writeSql({ prompts }, asked, categories, { ai });
    },

    async runSql({ sql, loaded, maxSeconds }, context) {
      const { signal, workKey } = context;
      return refusing(context, () =>
        withTable(loaded, context, async ({ folder, parquet }) => {
          const rows = path.join(folder, 'rows.json');
          const job = { folder, parquet, columns: loaded.columns, sql, most: mostRowsStored, rows };
          try {
            const done = await doJob('sql', job, { limits: { ...limits, seconds: maxSeconds }, signal });
            const stored = await storeFile(storage, `${workKey}/rows.json`, rows, {
              contentType: 'application/json',
              signal,
            });
            return { answer: { ...done, rows: stored }, problem: null };
          } catch (error) {
            const code = error instanceof JobRefused ? sqlCode(error.code) : null;
            if (code === null) throw error;
            return { answer: null, problem: { code, message: (error as JobRefused).message } };
          }
        }),
      );
    },

    async draw({ findings }, context) {
      const { charts } = await readFindings(findings.key, context.signal);
      return drawCharts(storage, charts, context);
    },

    async report(input, { signal }) {
      const findings = await readFindings(input.findings.key, signal);
      return storeReport(storage, { ...input, found: findings }, signal);
    },
  });
}

const sqlCodes = {
  SQL_INVALID: 'SQL_INVALID',
  SQL_NOT_ALLOWED: 'SQL_NOT_ALLOWED',
  TIMED_OUT: 'SQL_TIMED_OUT',
  OUT_OF_MEMORY: 'SQL_OUT_OF_MEMORY',
} as const;

const sqlCode = (code: string) => (Object.hasOwn(sqlCodes, code) ? sqlCodes[code as keyof typeof sqlCodes] : null);

/** What is wrong with a file, or with what was asked of it, ends the run. */
async function refusing<T>({ fail }: Context, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JobRefused && isCode(error.code)) return fail(error.code, error.message);
    if (error instanceof DestinationRefused) return fail('DESTINATION_NOT_ALLOWED', error.message);
    if (error instanceof ObjectNotFoundError || error instanceof ObjectChangedError)
      return fail('SOURCE_NOT_FOUND', 'The source was removed or changed while it was read.');
    throw error;
  }
}

const isCode = (code: string): code is keyof typeof dataAnalysis.errors => Object.hasOwn(dataAnalysis.errors, code);
