import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Until the next attempt: a tenth of the time that it has taken so far, so that who waits for long does not ask all the
 * time of servers that other tests wait for too, and is late by no more than that.
 */
const pauseMs = (sinceMs: number) => Math.min(500, Math.max(50, (performance.now() - sinceMs) / 10));

/** Asks again until there is an answer; fails with a sentence when there is none in time. */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  withinMs = 15_000,
): Promise<T> {
  const since = performance.now();
  while (performance.now() < since + withinMs) {
    const answer = await ask();
    if (answer) return answer;
    await sleep(pauseMs(since));
  }
  throw new Error(`Not within ${withinMs} ms: ${what}`);
}

/** Tries again until it does not fail; when that is not in time, it fails with what it failed with last. */
export async function untilItWorks<T>(what: string, attempt: () => Promise<T>, withinMs = 15_000): Promise<T> {
  const since = performance.now();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > since + withinMs) throw new Error(`Not within ${withinMs} ms: ${what}`, { cause: error });
    }
    await sleep(pauseMs(since));
  }
}
