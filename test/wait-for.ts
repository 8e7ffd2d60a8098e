import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 50;

/** Asks again until there is an answer; fails with a sentence when there is none in time. */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  withinMs = 15_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  while (performance.now() < until) {
    const answer = await ask();
    if (answer) return answer;
    await sleep(pauseMs);
  }
  throw new Error(`Not within ${withinMs} ms: ${what}`);
}

/** Tries again until it does not fail; when that is not in time, it fails with what it failed with last. */
export async function untilItWorks<T>(what: string, attempt: () => Promise<T>, withinMs = 15_000): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > until) throw new Error(`Not within ${withinMs} ms: ${what}`, { cause: error });
    }
    await sleep(pauseMs);
  }
}
