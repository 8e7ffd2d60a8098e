import { setTimeout } from 'node:timers/promises';

/** Resolves after so many milliseconds, and at once when the signal is aborted: that ends a wait, and is no failure of it. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}
