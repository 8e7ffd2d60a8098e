import { expect, test } from 'vitest';
import { beatInterval, countActivity } from './beat-interval.ts';

test('the more activities run, the rarer each of them beats, never later than its time-out allows', () => {
  const ends = [countActivity()];
  expect(beatInterval(100, 10_000)).toBe(100);
  while (ends.length < 100) ends.push(countActivity());
  expect(beatInterval(100, 10_000)).toBe(5000);
  expect(beatInterval(100, 3000)).toBe(3000);
  for (const end of ends) end();
  expect(beatInterval(100, 10_000)).toBe(100);
});
