import { expect, test } from 'vitest';
import { closePairs } from './close-pairs.ts';

const dates = (...times: number[]) => times.map((time) => new Date(time));
const closeOf = (times: number[], others: number[], within: number, most = 100) =>
  closePairs(dates(...times), dates(...others), within, most).map(([at, other]) => [+at, +other]);

test('moments that are so close are found, before and after, both ends included', () => {
  expect(closeOf([10, 20], [4, 5, 15, 25, 26], 5)).toEqual([
    [10, 5],
    [10, 15],
    [20, 15],
    [20, 25],
  ]);
  expect(closeOf([], [1], 5)).toEqual([]);
  expect(closeOf([1], [], 5)).toEqual([]);
});

test('no more are made than are asked for, however many there are', () => {
  const many = Array.from({ length: 20_000 }, (_, n) => n);
  const pairs = closeOf(many, many, 20_000, 1000);
  expect(pairs).toHaveLength(1000);
  expect(pairs.at(-1)).toEqual([0, 999]);
});
