import type { Usage } from './usage.ts';

/** One attempt at an activity: the span that its generations are under. */
export interface TracedAttempt {
  /** First execution run id of the run it works for. */
  run: string;
  workflowId: string;
  /** Workflow type. */
  workflow: string;
  /** The run's labels, as `key=value`. */
  labels: readonly string[];
  /** Activity type. */
  activity: string;
  /** Which of the run's activity calls. */
  task: string;
  /** Run id of the execution that scheduled it. */
  execution: string;
  attempt: number;
  startedAt: Date;
}

/** How an attempt ended. */
export interface AttemptEnd {
  at: Date;
  /** Why it did not succeed. */
  problem?: string;
}

/** One call of a provider. */
export interface TracedGeneration {
  /** Of its row; the same id is the same span, however often it is recorded. */
  id: string;
  attempt: TracedAttempt;
  /** What for; the name it has in Langfuse. */
  purpose: string;
  model: string;
  parameters: Readonly<Record<string, string | number>>;
  /** Images as references. Bytes that are in it all the same are left out. */
  input: unknown;
  output?: unknown;
  /** Null while it is not known. */
  usage: Usage | null;
  /** Null: the model has no price here. */
  costUsd: number | null;
  /** Which prompt it was made with; version null: the one that is checked in. */
  prompt?: { name: string; version: number | null };
  startedAt: Date;
  endedAt: Date;
  outcome: 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'LOST';
  /** Why it did not succeed. */
  problem?: string;
}
