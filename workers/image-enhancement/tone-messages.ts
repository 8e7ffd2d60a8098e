import type { Levels } from './levels.ts';
import type { Pixels } from './pixels.ts';
import type { ToneSettings } from './tone.ts';

/** What a tone thread is sent. The pixels' buffer is moved, not copied, and comes back with the answer. */
export interface ToneJob {
  pixels: Pixels;
  settings: ToneSettings;
}

/** What it answers: progress any number of times, then the result once. An error ends the thread instead. */
export type ToneMessage =
  { type: 'progress'; done: number; total: number } | { type: 'result'; pixels: Pixels; levels: Levels | null };
