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
