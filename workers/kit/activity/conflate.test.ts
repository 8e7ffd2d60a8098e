import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { conflate } from './conflate.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Says its own time at each of these milliseconds; returns when what was passed on. */
function passedOn(times: readonly number[]) {
  const passed: { at: number; value: number }[] = [];
  const begun = performance.now();
  let value = 0;
  const { push, flush } = conflate(100, () => passed.push({ at: performance.now() - begun, value }));
  for (const time of times) {
    vi.advanceTimersByTime(time - (performance.now() - begun));
    value = time;
    push();
  }
  return { passed, flush };
}

test('what is said once per interval is not held up, although its clock is unsteady', () => {
  const times = Array.from({ length: 100 }, (_, n) => n * 100 + [0, 7, 3, 60, 1][n % 5]!);
  const { passed } = passedOn(times);
  expect(passed).toEqual(times.map((time) => ({ at: time, value: time })));
});

test('of what is said more often, the newest of each interval is passed on', () => {
  const { passed } = passedOn(Array.from({ length: 1000 }, (_, n) => n)); // each millisecond for a second
  expect(passed.length).toBeLessThanOrEqual(11);
  expect(passed.length).toBeGreaterThanOrEqual(10);
  for (const { at, value } of passed) expect(at - value).toBeLessThanOrEqual(1);
});

test('the last one is passed on, by time or by flush', () => {
  const { passed, flush } = passedOn([0, 1, 2, 3]);
  vi.advanceTimersByTime(500);
  expect(passed.at(-1)).toMatchObject({ value: 3 });
  flush();
  expect(passed).toHaveLength(3);
  const again = passedOn([0, 1, 2, 3]);
  again.flush();
  expect(again.passed.at(-1)).toEqual({ at: 3, value: 3 });
});
