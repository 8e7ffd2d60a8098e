import path from 'node:path';
import { JobCrashed, JobRefused } from '../../src/platform/jobs/job-messages.ts';
import { withScratch } from '../../src/platform/scratch.ts';
import { ObjectChangedError, ObjectNotFoundError } from '../../src/platform/storage.ts';
import { checkDestination, DestinationRefused } from '../kit/destination.ts';
import { implementActivities, type ActivityContext, type Dependencies } from '../kit/activity.ts';
import type { S3Object } from '../kit/objects.ts';
import { storeWork } from '../kit/store.ts';
import { dataAnalysis, mostRowsStored } from './contract.ts';
import type { About, Column, Loaded, Plan } from './contract/table.ts';
import { isOfDisk } from './is-of-disk.ts';
import { download, storeFile } from './files.ts';
import type { Findings } from './findings.ts';
import { doJob } from './jobs.ts';
import { destinationOf, outputsOf } from './outputs.ts';
import { drawCharts } from './report/draw-charts.ts';
import { storeReport } from './report/store-report.ts';
import { writeSql } from './sql/write-sql.ts';

type Context = Pick<ActivityContext<typeof dataAnalysis>, 'signal' | 'fail' | 'report' | 'workKey'>;

const json = 'application/json';
const csv = 'text/csv; charset=utf-8';

/** Reads files of data, and finds out what is in them. */
export function createActivities({ storage, settings, prompts }: Dependencies) {
  const limits = { memory: settings.data.maxMemory, seconds: settings.data.maxSeconds };
  const { own } = storage;

  async function readJson<T>({ key }: { key: string }, signal: AbortSignal): Promise<T> {
    return JSON.parse((await storage.read(own(key), { signal })).toString()) as T;
  }

  /** The source of the run, as a file in a folder of its own. */
  const withSource = <T>(
    source: S3Object,
    bytes: number,
    { signal, report }: Context,
    work: (on: { folder: string; file: string }) => Promise<T>,
  ) =>
    withScratch(async (folder) => {
      const file = path.join(folder, 'source');
      const onProgress = (done: number) => report({ done, total: bytes, unit: 'bytes', message: 'Reading the file' });
      await download(storage, source, file, { bytes, signal, onProgress });
      return work({ folder, file });
    });

  /** The table of the run, as a file. */
  const withTable = <T>(
    { table, about }: Loaded,
    { signal }: Context,
    work: (on: { folder: string; parquet: string; columns: readonly Column[] }) => Promise<T>,
  ) =>
    withScratch(async (folder) => {
      const { columns } = await readJson<About>(about, signal);
      const parquet = path.join(folder, 'table.parquet');
      await download(storage, own(table.key), parquet, { bytes: table.bytes, signal });
      return work({ folder, parquet, columns });
    });

  return implementActivities(dataAnalysis, {
    async validate(input, context) {
      const { signal, fail, report, workKey } = context;
      const { source, reading } = input;
      const facts = await storage.head(source, signal);
      if (!facts || (source.etag !== undefined && source.etag !== facts.etag))
        return fail('SOURCE_NOT_FOUND', `${source.key} does not exist${facts ? ' in this version' : ''}.`);
      const { bytes, etag } = facts;
      if (bytes > settings.data.maxBytes)
        return fail(
          'SOURCE_TOO_LARGE',
          `${source.key} has ${bytes} bytes; at most ${settings.data.maxBytes} are read.`,
        );
      const destination = destinationOf(input);
      const { chart, ...outputs } = outputsOf(destination);
      const pinned = { ...source, etag };
      return refusing(context, async () => {
        checkDestination(storage, [...Object.values(outputs), chart(100, 'png')]);
        const removable = !(await storage.head(outputs.json, signal));
        const plan = await withSource(pinned, bytes, context, ({ folder, file }) => {
          report({ message: 'Finding out what it holds' });
          return doJob('plan', { folder, file, key: source.key, wishes: reading }, { limits, signal });
        });
        const content = { contentType: json, signal };
        const stored = await storeWork(storage, `${workKey}/plan.json`, Buffer.from(JSON.stringify(plan)), content);
        return { source: pinned, destination, removable, plan: stored };
      });
    },

    async load({ validated: { source, plan: planned }, maxRejected }, context) {
      const { signal, report, workKey } = context;
      const plan = await readJson<Plan>(planned, signal);
      return refusing(context, async () => {
        const bytes = (await storage.head(source, signal))?.bytes ?? 0;
        return withSource(source, bytes, context, async ({ folder, file }) => {
          const read = await doJob('load', { folder, file, plan, maxRejected }, { limits, signal });
          const { rows, rejected } = read;
          report({ message: `${rows} rows` });
          const store = (name: string, from: string, contentType: string) =>
            storeFile(storage, `${workKey}/${name}`, from, { contentType, signal });
          const table = await store('table.parquet', read.parquet, 'application/vnd.apache.parquet');
          const rejectedCsv = rejected.rows === 0 ? null : await store('rejected.csv', read.rejectedCsv, csv);
          const { format, dialect, columns } = plan;
          const known: About = { format, dialect, columns, rows, rejected };
          const content = { contentType: json, signal };
          const about = await storeWork(storage, `${workKey}/about.json`, Buffer.from(JSON.stringify(known)), content);
          return { table, about, rejectedCsv };
        });
      });
    },

    async analyse({ loaded, analyses, seed }, context) {
      const { signal, report, workKey } = context;
      return refusing(context, () =>
        withTable(loaded, context, async (table) => {
          const findings = path.join(table.folder, 'findings.json');
          const assignments = path.join(table.folder, 'clusters.csv');
          const job = { ...table, analyses, seed, findings, assignments };
          await doJob('analyse', job, { limits, signal, onProgress: report });
          const store = (name: string, file: string, contentType: string) =>
            storeFile(storage, `${workKey}/${name}`, file, { contentType, signal });
          return {
            findings: await store('findings.json', findings, json),
            assignments: analyses.clustering ? await store('clusters.csv', assignments, csv) : null,
          };
        }),
      );
    },

    async writeSql({ findings, loaded, ...asked }, { ai, signal }) {
      const { categories } = await readJson<Findings>(findings, signal);
      const about = await readJson<About>(loaded.about, signal);
      return writeSql({ prompts }, { ...asked, about }, categories, { ai });
    },

    async runSql({ sql, loaded, maxSeconds }, context) {
      const { signal, workKey } = context;
      return refusing(context, () =>
        withTable(loaded, context, async (table) => {
          const rows = path.join(table.folder, 'rows.json');
          const job = { ...table, sql, most: mostRowsStored, rows };
          try {
            const done = await doJob('sql', job, { limits: { ...limits, seconds: maxSeconds }, signal });
            const stored = await storeFile(storage, `${workKey}/rows.json`, rows, { contentType: json, signal });
            return { answer: { ...done, rows: stored }, problem: null };
          } catch (error) {
            const problem = problemOf(error);
            if (problem === null) throw error;
            return { answer: null, problem };
          }
        }),
      );
    },

    async draw({ findings }, context) {
      const { charts } = await readJson<Findings>(findings, context.signal);
      return drawCharts(storage, charts, context);
    },

    async report({ validated, loaded, findings, ...input }, { signal }) {
      const found = await readJson<Findings>(findings, signal);
      const about = await readJson<About>(loaded.about, signal);
      return storeReport(storage, { ...validated, ...loaded, ...input, about, found }, signal);
    },

    async withdraw({ destination }) {
      await storage.deleteAll(destination);
      return {};
    },
  });
}

const sqlCodes = {
  SQL_INVALID: 'SQL_INVALID',
  SQL_NOT_ALLOWED: 'SQL_NOT_ALLOWED',
  TIMED_OUT: 'SQL_TIMED_OUT',
  OUT_OF_MEMORY: 'SQL_OUT_OF_MEMORY',
} as const;

/** What is wrong with SQL, for who has written it; null where that is not at fault. */
function problemOf(error: unknown) {
  if (error instanceof JobCrashed && !isOfDisk(error))
    return { code: sqlCodes.SQL_INVALID, message: 'It has brought the database down.' };
  if (!(error instanceof JobRefused) || !Object.hasOwn(sqlCodes, error.code)) return null;
  return { code: sqlCodes[error.code as keyof typeof sqlCodes], message: error.message };
}

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
