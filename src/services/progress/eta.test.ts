import { expect, test } from 'vitest';
import { createEta } from './eta.ts';

/** What is said at each of these [seconds, percent]. */
function says(seen: (readonly [seconds: number, percent: number | null])[]) {
  const eta = createEta();
  return seen.map(([seconds, percent]) => eta.observe(percent, seconds * 1000));
}

test('at a steady rate it is what is left, once there was enough to see', () => {
  expect(says([[0, 0], [1, 10], [2, 20], [3, 30], [5, 50], [9, 90], [10, 100]])).toEqual([null, null, null, 7, 5, 1, 0]); // prettier-ignore
});

test('a percent that moves too little says nothing', () => {
  expect(says([[0, 50], [10, 50], [20, 50.5]])).toEqual([null, null, null]); // prettier-ignore
  expect(says([[0, 0], [1, 25], [10, 25], [20, 25]])).toEqual([null, null, null, null]); // prettier-ignore
  expect(says([[0, null], [10, null]])).toEqual([null, null]); // prettier-ignore
});

test('a new attempt starts to count anew', () => {
  expect(says([[0, 0], [5, 25], [10, 50], [11, 5], [12, 10], [14, 20]])).toEqual([null, null, 10, null, null, 16]); // prettier-ignore
});

test('only the last minute counts', () => {
  const slow = Array.from({ length: 60 }, (_, n) => [n * 10, n / 2] as const);
  const fast = Array.from({ length: 12 }, (_, n) => [590 + (n + 1) * 10, 29.5 + (n + 1) * 5] as const);
  expect(says([...slow, ...fast]).at(-1)).toBe(Math.round((100 - 89.5) / 0.5));
});

test('what would take longer than a week is not said', () => {
  expect(says([[0, 0], [50_000, 1], [100_000, 2]])).toEqual([null, null, null]); // prettier-ignore
});
