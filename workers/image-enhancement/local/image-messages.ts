import type { PlainError } from '../../../src/platform/plain-error.ts';
import type { StopFlag } from './clock.ts';
import type { Enhanced, EnhanceJob, Limits, OnProgress } from './phases.ts';
import type { RejectionCode } from '../../../src/platform/images/rejection.ts';

/** What an image thread is sent: one job at a time. The file's buffer is moved, not copied. */
export interface ImageJob {
  bytes: Uint8Array<ArrayBuffer>;
  metadataOf?: Uint8Array<ArrayBuffer> | undefined;
  job: EnhanceJob;
  limits: Limits;
  stop: StopFlag;
}

/** How a job ended. The thread is free when it says so, also after a job that was stopped. */
export type Outcome =
  | { type: 'done'; enhanced: Enhanced<Uint8Array<ArrayBuffer>> }
  | { type: 'rejected'; code: RejectionCode; message: string }
  | { type: 'failed'; error: PlainError };

/** What it answers: progress any number of times, then the outcome once. */
export type ImageMessage = { type: 'progress'; progress: Parameters<OnProgress> } | Outcome;
