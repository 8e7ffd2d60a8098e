import type { Settings } from '../../../src/platform/env.ts';
import type { PlainError } from '../../../src/platform/plain-error.ts';
import type { ActivityContext } from '../../kit/activity.ts';
import type { videoProcessing } from '../contract.ts';

type Context = ActivityContext<typeof videoProcessing, (typeof videoProcessing)['activities']['process']>;

export type SegmentReport = Parameters<Context['report']>[0];
export type SegmentError = Parameters<Context['fail']>[0];

/** What working on a segment needs of the activity. */
export type SegmentContext = Pick<Context, 'signal' | 'fail' | 'report' | 'preview'>;

export interface SegmentWork {
  /** Key of what was planned. */
  plan: string;
  index: number;
  /** Below it the segment stores what is no result. */
  folder: string;
}

/** What the thread is sent: a segment. */
export interface SegmentJob extends SegmentWork {
  storage: Settings['storage'];
  signal: AbortSignal;
}

/** How a segment ended, once nothing of it is under way. */
export type SegmentEnding =
  | { type: 'done'; frames: number }
  | { type: 'refused'; code: SegmentError; message: string }
  | { type: 'failed'; error: PlainError };

/** What the thread answers: how far it is, any number of times, then how it ended. */
export type SegmentMessage =
  { type: 'report'; report: SegmentReport } | { type: 'preview'; picture: Uint8Array } | SegmentEnding;
