import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createPace } from './pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function pace(withBus: boolean) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const made = createPace(withBus, stop.signal);
  /** Milliseconds until the next look. */
  const rest = async (news: boolean) => {
    const begun = performance.now();
    const next = made.next(news).then(() => performance.now() - begun);
    await vi.advanceTimersByTimeAsync(20_000);
    return next;
  };
  return { ...made, rest, stop };
}

test.for([
  ['alone', false, 250],
  ['beside a bus that is silent', true, 400],
] as const)('%s it looks often while there is news, and less often while there is none', async ([, withBus, often]) => {
  const { rest } = pace(withBus);
  for (let n = 0; n < 20; n++) {
    const ms = await rest(true);
    expect(ms).toBeGreaterThanOrEqual(often * 0.79);
    expect(ms).toBeLessThanOrEqual(often * 1.21);
  }
  let ms = 0;
  for (let n = 0; n < 10; n++) ms = await rest(false);
  expect(ms).toBeGreaterThan(1500);
  expect(ms).toBeLessThan(2500);
});

test('while the bus speaks it looks every 10 s', async () => {
  const { rest, spoke } = pace(true);
  const speaking = setInterval(spoke, 100);
  spoke();
  expect(await rest(true)).toBeCloseTo(10_000, -2);
  clearInterval(speaking);
});

test('when the bus falls silent it looks within 2 s', async () => {
  const { rest, spoke } = pace(true);
  const speaking = setInterval(spoke, 100);
  spoke();
  setTimeout(() => clearInterval(speaking), 1000);
  const ms = await rest(true);
  expect(ms).toBeGreaterThan(2000);
  expect(ms).toBeLessThan(3000);
});

test('when told to hurry it looks at once, or right after the look that is going on', async () => {
  const made = pace(true);
  setTimeout(made.hurry, 100);
  expect(await made.rest(false)).toBeCloseTo(100, -1);
  made.hurry();
  expect(await made.rest(false)).toBeLessThan(60);
});

test('the end of the watch ends the wait', async () => {
  const made = pace(false);
  setTimeout(() => made.stop.abort(), 100);
  expect(await made.rest(false)).toBeLessThan(150);
});

test('looks are never closer than 40 ms, however often it is told to hurry', async () => {
  const made = pace(true);
  const hurrying = setInterval(made.hurry, 1);
  for (let n = 0; n < 5; n++) expect(await made.rest(true)).toBeGreaterThanOrEqual(40);
  clearInterval(hurrying);
});
