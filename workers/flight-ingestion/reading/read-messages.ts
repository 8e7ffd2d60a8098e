import type { Settings } from '../../../src/platform/env.ts';
import type { PlainError } from '../../../src/platform/plain-error.ts';
import type { ListedImage } from '../listed.ts';
import type { FlightImage } from '../manifest.ts';

/** What a reading thread is sent: one part of a flight at a time. */
export interface ReadJob {
  storage: Settings['storage'];
  images: readonly ListedImage[];
  /** Of fewer bytes: it may have been cut off. */
  smallBelow: number;
  sensorWidthMm: number | undefined;
  signal: AbortSignal;
}

/** What it answers: how many are read, any number of times, then how it ended, once nothing of it is under way. */
export type ReadMessage =
  { type: 'progress'; read: number } | { type: 'done'; images: FlightImage[] } | { type: 'failed'; error: PlainError };
