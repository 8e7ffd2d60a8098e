import type { Usage } from '../../platform/ai/usage.ts';

/** The run that a call of a model is made for, and where in it. */
export interface CallOrigin {
  /** First execution run id. */
  run: string;
  /** The same of the runs above it. */
  parents: readonly string[];
  workflowId: string;
  workflow: string;
  /** As Temporal stores them. */
  labels: readonly string[];
  step: string | null;
  activity: string;
  /** Which of the run's activity calls: the same through its attempts, and through resets of the run. */
  task: string;
  /** Run id of the execution. */
  execution: string;
  attempt: number;
}

/** What a run and those below it may cost together. */
export interface RunCap {
  /** First execution run id of the run that it was given to. */
  run: string;
  /** Millionths of a US dollar. */
  limit: number;
  /** What becomes of a run whose next call does not fit. */
  onLimit: OnLimit;
}
export type OnLimit = 'FAIL' | 'ASK';

/** What may be done in a day for each of the end users that a run is for. */
export interface CallQuota {
  users: readonly string[];
  /** Millionths of a US dollar; null: no limit. */
  cost: number | null;
  /** Runs that call models; null: no limit. */
  runs: number | null;
}

/** A call that is about to be made. */
export interface NewCall extends CallOrigin {
  purpose: string;
  /** Which of the task's calls: a repeat that asks the same has the same. */
  call: string;
  model: string;
  promptName: string | null;
  promptVersion: string | null;
  /** The most it may cost, in millionths of a US dollar; null: nobody knows. */
  reserved: number | null;
  pricesVersion: string;
  cap: RunCap | null;
  quota: CallQuota;
}

/** What became of a call. */
export interface CallEnd {
  outcome: 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'LOST';
  failure: string | null;
  /** Null: not known. */
  usage: Usage | null;
  /** Millionths of a US dollar; null: nobody knows. */
  cost: number | null;
  latencyMs: number;
  requestId: string | null;
  /** What a repeat gets instead of calling again. */
  answer: unknown;
}
