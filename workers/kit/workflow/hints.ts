import { proxySinks, type Sinks } from '@temporalio/workflow';

/** What workflow code says to its worker process. No command: histories know nothing of it. */
export interface HintSinks extends Sinks {
  tempograph: { hint(): void };
}

/** Tells whoever watches that the run is about to change. Nothing is said while a history is replayed. */
export const { hint } = proxySinks<HintSinks>().tempograph;
