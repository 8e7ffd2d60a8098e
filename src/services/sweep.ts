import type { Log } from '../platform/log.ts';
import { sleep } from '../platform/sleep.ts';
import { createRarely } from './rarely.ts';

const everyMs = 2000;
/** Equal periods of many processes would fall together. */
const jitter = 0.2;
const logMs = 60_000;

type Chore = (signal: AbortSignal) => Promise<unknown>;

/**
 * Does chores again and again until the signal; a failed one is done again the next time. None waits for another, as a
 * webhook may take its time while answers are to be delivered.
 */
export async function sweep(
  chores: Readonly<Record<string, Chore>>,
  log: Log,
  signal: AbortSignal,
  every = everyMs,
): Promise<void> {
  const keepDoing = async (name: string, chore: Chore) => {
    const rarely = createRarely(logMs);
    while (!signal.aborted) {
      await chore(signal).catch((error: unknown) =>
        rarely(() => log.warn({ err: error, chore: name }, 'a chore has failed')),
      );
      await sleep(every * (1 + jitter * (Math.random() * 2 - 1)), signal);
    }
  };
  await Promise.all(Object.entries(chores).map(([name, chore]) => keepDoing(name, chore)));
}
