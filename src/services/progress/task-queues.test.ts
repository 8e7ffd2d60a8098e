import { expect, test } from 'vitest';
import { announced } from './task-queues.ts';

/** By seconds. */
const seconds = (at: number | undefined, heardSince: number | null, now: number) =>
  announced(at === undefined ? at : at * 1000, heardSince === null ? null : heardSince * 1000, now * 1000);

test('a queue that was announced of late has workers, whatever became of the bus since', () => {
  expect(seconds(100, 0, 111)).toBe(true);
  expect(seconds(100, null, 111)).toBe(true);
  expect(seconds(100, 110, 111)).toBe(true);
});

test('that nobody announced it says something only once the bus has been heard for so long', () => {
  expect(seconds(100, 0, 113)).toBe(false);
  expect(seconds(100, null, 300)).toBeNull();
  expect(seconds(100, 300, 300)).toBeNull();
  expect(seconds(100, 300, 311)).toBeNull();
  expect(seconds(100, 300, 312)).toBe(false);
});

test('of queues that were never announced it says nothing', () => {
  expect(seconds(undefined, 0, 1000)).toBeNull();
});
