import { expect, test } from 'vitest';
import { waitFor } from '../../test/wait-for.ts';
import { keepTrying } from './keep-trying.ts';
import { createLog } from './log.ts';

/** Fails with each of these in turn, then works. */
function failing(reasons: readonly string[], pace = { firstPauseMs: 1, longestPauseMs: 4, toldEveryMs: 60_000 }) {
  const stop = new AbortController();
  const said: string[] = [];
  const warn = ({ reason }: { reason?: string }) => void said.push(String(reason));
  const troubles: (string | null)[] = [];
  const at: number[] = [];
  const attempt = async () => {
    at.push(performance.now());
    const reason = reasons[at.length - 1];
    if (reason !== undefined) throw new Error(reason);
    return 'done';
  };
  const result = keepTrying(attempt, {
    name: 'database',
    log: { ...createLog('silent'), warn, info: (_, message) => said.push(message) },
    signal: stop.signal,
    isFinal: (error) => error instanceof Error && error.message === 'hopeless',
    onTrouble: (reason) => troubles.push(reason),
    pace,
  });
  return { result, said, troubles, at, stop };
}
const times = (count: number, reason: string) => Array.from({ length: count }, () => reason);

test('it is tried until it works, after pauses that grow to a longest one', async () => {
  const { result, at } = failing(times(7, 'away'), { firstPauseMs: 10, longestPauseMs: 40, toldEveryMs: 1 });
  expect(await result).toBe('done');
  const pauses = at.slice(1).map((moment, index) => moment - at[index]!);
  expect(pauses).toHaveLength(7);
  for (const [index, least] of [10, 20, 40, 40, 40, 40, 40].entries()) {
    expect(pauses[index]).toBeGreaterThanOrEqual(least - 1); // timers may be a fraction early
  }
  expect(Math.min(...pauses), 'and no longer').toBeLessThan(40);
});

test('what is wrong is said when it changes, and that it is over', async () => {
  const { result, said, troubles } = failing([
    'late by 1.5 s',
    'late by 2.75 s',
    'wrong password',
    ...times(50, 'away'),
  ]);
  await result;
  expect(said).toEqual(['late by 1.5 s', 'wrong password', 'away', 'a server is there now']);
  expect(troubles).toEqual(['late by 1.5 s', 'late by 2.75 s', 'wrong password', ...times(50, 'away'), null]);
});

test('and once in a while what stays wrong', async () => {
  const { result, said } = failing(times(50, 'away'), { firstPauseMs: 5, longestPauseMs: 5, toldEveryMs: 50 });
  await result;
  expect(said.length).toBeGreaterThan(3);
  expect(said.length).toBeLessThan(30);
});

test('what works at once says nothing', async () => {
  const { result, said } = failing([]);
  expect(await result).toBe('done');
  expect(said).toEqual([]);
});

test('what no waiting mends is thrown', async () => {
  await expect(failing(['away', 'hopeless', 'away']).result).rejects.toThrow('hopeless');
});

test('who is told to stop does, in the middle of a pause', async () => {
  const hour = 3_600_000;
  const { result, at, stop } = failing(['away'], { firstPauseMs: hour, longestPauseMs: hour, toldEveryMs: hour });
  const told = expect(result).rejects.toBe('enough');
  await waitFor('the pause', () => at.length === 1);
  stop.abort('enough');
  await told;
});
