import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

test('no more run at a time than there are places, and a failure gives its place back', async () => {
  const slots = createSlots(2);
  let [now, most] = [0, 0];
  const task = async (n: number) => {
    most = Math.max(most, ++now);
    await new Promise(setImmediate);
    now--;
    if (n % 2) throw new Error('odd');
    return n;
  };
  const ends = await Promise.allSettled([0, 1, 2, 3, 4].map((n) => slots.run(() => task(n))));
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(most).toBe(2);
});

test('who leaves the queue takes no place', async () => {
  const slots = createSlots(1);
  const giveBack = await slots.take();
  const leaving = new AbortController();
  const left = slots.take(leaving.signal);
  const next = slots.take();
  leaving.abort();
  expect(await left).toBeNull();
  giveBack!();
  expect(await next).toBeTypeOf('function');
});
