import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { waitFor } from '../../../test/wait-for.ts';
import { createLatest } from './latest.ts';

/** Work that takes as long as it is told to, in a test's hands. */
function heldWork(intervalMs: number) {
  const begun: { thing: number; at: number }[] = [];
  const end = new AbortController();
  let finish: (() => void) | undefined;
  const work = (thing: number) => {
    begun.push({ thing, at: performance.now() });
    return new Promise<void>((resolve) => (finish = resolve));
  };
  return { put: createLatest(work, intervalMs, end.signal), begun, finish: () => finish?.(), end: () => end.abort() };
}

test('one thing at a time is worked on, and the newest next', async () => {
  const { put, begun, finish } = heldWork(0);
  for (const thing of [1, 2, 3]) put(thing);
  await sleep(20);
  expect(begun.map(({ thing }) => thing)).toEqual([1]);
  finish();
  await waitFor('the newest', () => begun.length === 2);
  finish();
  put(4);
  await waitFor('the next', () => begun.length === 3);
  expect(begun.map(({ thing }) => thing)).toEqual([1, 3, 4]);
});

test('work that is quick is begun once per interval', async () => {
  const { put, begun, finish } = heldWork(100);
  put(1);
  finish();
  put(2);
  await waitFor('the second', () => begun.length === 2);
  expect(begun[1]!.at - begun[0]!.at).toBeGreaterThan(95);
});

test('after the end nothing is begun', async () => {
  const { put, begun, finish, end } = heldWork(0);
  put(1);
  put(2);
  end();
  finish();
  put(3);
  await sleep(20);
  expect(begun.map(({ thing }) => thing)).toEqual([1]);
});
