import { moduleUrl } from '../../src/platform/module-url.ts';
import { runJob, type JobLimits } from '../../src/platform/jobs/run-job.ts';
import type { JobProgress } from '../../src/platform/jobs/job-messages.ts';
import type { Analyses } from './contract/analyses.ts';
import type { Column, Plan, ReadingWishes, RejectedRow } from './contract/table.ts';

/** Files are in `folder`, which is the job's own. */
interface OnTable {
  folder: string;
  parquet: string;
  columns: readonly Column[];
  /** Of the process, in bytes. */
  memory: number;
}

/** What is done in a process of its own, as data and SQL of others are not to be trusted with that of a worker. */
export interface Jobs {
  plan: {
    job: { folder: string; file: string; memory: number; key: string; wishes: ReadingWishes };
    result: Plan;
  };
  load: {
    job: { folder: string; file: string; memory: number; plan: Plan; maxRejected: number };
    result: { rows: number; rejected: { rows: number; first: RejectedRow[] }; parquet: string; rejectedCsv: string };
  };
  analyse: {
    job: OnTable & { analyses: Analyses; seed: number; findings: string; assignments: string };
    result: null;
  };
  sql: {
    job: OnTable & { sql: string; most: number; rows: string };
    result: { rowCount: number; truncated: boolean };
  };
}

export type Job = { [K in keyof Jobs]: { kind: K } & Jobs[K]['job'] }[keyof Jobs];

interface Options {
  limits: JobLimits;
  signal: AbortSignal;
  onProgress?: (progress: JobProgress) => void;
}

/** Does one of them; throws JobRefused. */
export const doJob = <K extends keyof Jobs>(
  kind: K,
  job: Omit<Jobs[K]['job'], 'memory'>,
  options: Options,
): Promise<Jobs[K]['result']> =>
  runJob(
    moduleUrl('./job-process', import.meta.url),
    { ...job, kind, memory: options.limits.memory },
    options,
  ) as Promise<Jobs[K]['result']>;
