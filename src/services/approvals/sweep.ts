import type { Log } from '../../platform/log.ts';
import { sleep } from '../../platform/sleep.ts';
import { createRarely } from '../rarely.ts';

const everyMs = 2000;
/** Equal periods of many processes would fall together. */
const jitter = 0.2;
const logMs = 60_000;

/** Does chores again and again, each for itself, until the signal; a failed one is done again the next time. */
export async function sweep(
  chores: Readonly<Record<string, () => Promise<unknown>>>,
  log: Log,
  signal: AbortSignal,
  every = everyMs,
): Promise<void> {
  const rarely = new Map(Object.keys(chores).map((name) => [name, createRarely(logMs)] as const));
  while (!signal.aborted) {
    await Promise.all(
      Object.entries(chores).map(([name, chore]) =>
        chore().catch((error: unknown) =>
          rarely.get(name)!(() => log.warn({ err: error, chore: name }, 'a chore of approvals has failed')),
        ),
      ),
    );
    await sleep(every * (1 + jitter * (Math.random() * 2 - 1)), signal);
  }
}
