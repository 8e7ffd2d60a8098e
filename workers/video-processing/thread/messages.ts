import type { Settings } from '../../../src/platform/env.ts';
import type { PlainError } from '../../../src/platform/plain-error.ts';
import type { ActivityContext } from '../../kit/activity.ts';
import type { PlannedVideo, videoProcessing } from '../contract.ts';
import type { PlanWork } from '../plan-video.ts';
import type { SegmentWork } from '../segment/process-segment.ts';

type Context = ActivityContext<typeof videoProcessing, (typeof videoProcessing)['activities']['process']>;

/** What the thread does: what it is told for it, and what comes of it. */
export interface Tasks {
  plan: { work: PlanWork; result: PlannedVideo };
  /** Its result is how many frames it has. */
  segment: { work: SegmentWork; result: number };
}
export type TaskName = keyof Tasks;

/** What tasks need of the activity. */
export type TaskContext = Pick<Context, 'signal' | 'fail' | 'report' | 'preview'>;
export type TaskReport = Parameters<Context['report']>[0];
export type TaskError = Parameters<Context['fail']>[0];

/** What the thread is sent. */
export interface ThreadJob<T extends TaskName = TaskName> {
  task: T;
  work: Tasks[T]['work'];
  storage: Settings['storage'];
  signal: AbortSignal;
}

/** How a task ended, once nothing of it is under way. */
export type Ending<T extends TaskName = TaskName> =
  | { type: 'done'; result: Tasks[T]['result'] }
  | { type: 'refused'; code: TaskError; message: string }
  | { type: 'failed'; error: PlainError };

/** What the thread answers: how far it is, any number of times, then how it ended. */
export type Message = { type: 'report'; report: TaskReport } | { type: 'preview'; picture: Uint8Array } | Ending;
