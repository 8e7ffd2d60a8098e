import type * as z from 'zod';
import type { Prompts } from '../../src/platform/ai/prompts.ts';
import type { Database } from '../../src/platform/db/database.ts';
import type { Settings } from '../../src/platform/env.ts';
import type { Log } from '../../src/platform/log.ts';
import type { Storage } from '../../src/platform/storage.ts';
import type { Temporal } from '../../src/platform/temporal.ts';
import type { Ai } from './ai.ts';
import type { ActivityContract, WorkflowContract } from './contract.ts';

/** What activities may use; the worker process builds it once and hands it in. */
export interface Dependencies {
  storage: Storage;
  settings: Settings;
  /** Texts for models, as they are in Langfuse or checked in. */
  prompts: Prompts;
  /** The API's; null where the worker has none. */
  database: Database | null;
  temporal: Temporal;
}

/**
 * How far an activity is. Everything is optional; each field that is given replaces what was reported of it before, the
 * others stay. It has to be JSON: a field that cannot be written so is left out, and the log says which.
 */
export interface Report<Detail = unknown, Checkpoint = unknown> {
  /** Units done so far, out of `total`. */
  done?: number;
  total?: number;
  /** What is counted, in the plural: `'frames'`, `'bytes'`. */
  unit?: string;
  /** One short sentence for people. */
  message?: string;
  /** Typed progress, as the workflow contract's `detail` declares it. */
  detail?: Detail;
  /** Where a repeat can go on from. Small: it travels with every heartbeat. */
  checkpoint?: Checkpoint;
}

export interface ActivityContext<
  C extends WorkflowContract = WorkflowContract,
  A extends ActivityContract = ActivityContract,
> {
  /** Tells the world and Temporal how far the work is. Cheap: call it as often as there is something new. */
  report(report: Report<z.input<NonNullable<C['detail']>>, z.input<NonNullable<A['checkpoint']>>>): void;
  /** The last checkpoint that an earlier attempt reported; undefined when there is none, or it no longer parses. */
  checkpoint: z.output<NonNullable<A['checkpoint']>> | undefined;
  /** Aborted when the run is cancelled, the attempt has timed out, or the worker shuts down. */
  signal: AbortSignal;
  /**
   * Shows watchers what is being made: a picture of any usual format and size, as a small preview that stays until the next
   * one. Returns at once; of pictures that come faster than previews are made only the newest counts, and one of which none
   * can be made is a line in the log.
   */
  preview(picture: Uint8Array): void;
  /** Ends the run with one of the contract's errors; no further attempt is made. */
  fail(code: keyof C['errors'] & string, message: string): never;
  /** Key that only this activity of this run writes to, at `storage.own(workKey)`; or, instead, to keys below it and a `/`. */
  workKey: string;
  /** Models; needs the worker to have a database. */
  ai: Ai;
  /** The run it works for. */
  run: {
    /** First execution run id: the same through retries, continue-as-new and resets. */
    first: string;
    workflowId: string;
    /** Temporal workflow type. */
    workflow: string;
  };
  /** From 1. */
  attempt: number;
  /** Logger with the run's ids in every line. */
  log: Log;
}

/** The functions of a contract's activities. */
export type ActivityHandlers<C extends WorkflowContract> = {
  [K in keyof C['activities']]: (
    input: z.output<C['activities'][K]['input']>,
    context: ActivityContext<C, C['activities'][K]>,
  ) => Promise<z.input<C['activities'][K]['output']>>;
};

/** Activities bound to their contract, ready for a worker; the kit validates before and after each call. */
export interface ImplementedActivities {
  contract: WorkflowContract;
  handlers: Readonly<Record<string, (input: unknown, context: ActivityContext) => Promise<unknown>>>;
}

/** Binds functions to the activities of a contract; a missing one is a compile error that names it. */
export const implementActivities = <C extends WorkflowContract>(
  contract: C,
  handlers: ActivityHandlers<C>,
): ImplementedActivities => ({ contract, handlers: handlers as ImplementedActivities['handlers'] });
