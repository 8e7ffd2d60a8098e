import { expect, test } from 'vitest';
import { periodOf } from './period.ts';

const of = (period: 'DAY' | 'WEEK', dueAt: string, timeZone: string) => {
  const { from, to, ...days } = periodOf({ period, days: null }, new Date(dueAt), timeZone);
  return { ...days, from: from.toISOString(), to: to.toISOString() };
};

/** How long a day in Paris is. */
const hours = (dueAt: string) => {
  const { from, to } = of('DAY', dueAt, 'Europe/Paris');
  return (Date.parse(to) - Date.parse(from)) / 3_600_000;
};

test('a day is the last that was over there when the report was due', () => {
  expect(of('DAY', '2026-11-22T06:00:00Z', 'Europe/Amsterdam')).toEqual({
    firstDay: '2026-11-21',
    lastDay: '2026-11-21',
    from: '2026-11-20T23:00:00.000Z',
    to: '2026-11-21T23:00:00.000Z',
  });
  // At the same moment it still is the day before in Los Angeles, so that day is not over.
  expect(of('DAY', '2026-11-22T06:00:00Z', 'America/Los_Angeles')).toMatchObject({ lastDay: '2026-11-20' });
  expect(of('DAY', '2026-11-21T23:00:00Z', 'Europe/Amsterdam')).toMatchObject({ lastDay: '2026-11-21' });
  expect(of('DAY', '2026-11-21T22:59:59Z', 'Europe/Amsterdam')).toMatchObject({ lastDay: '2026-11-20' });
});

test('a day with a clock change has 23 or 25 hours', () => {
  expect([hours('2026-03-30T06:00:00Z'), hours('2026-10-26T06:00:00Z'), hours('2026-10-27T06:00:00Z')]).toEqual([
    23, 25, 24,
  ]);
});

test('a week is the last whole one from Monday to Sunday', () => {
  const week = { firstDay: '2026-11-16', lastDay: '2026-11-22' };
  expect(of('WEEK', '2026-11-23T07:00:00Z', 'Europe/Amsterdam')).toMatchObject(week);
  expect(of('WEEK', '2026-11-29T22:00:00Z', 'Europe/Amsterdam')).toMatchObject(week);
  expect(of('WEEK', '2026-11-29T23:00:00Z', 'Europe/Amsterdam')).toMatchObject({ lastDay: '2026-11-29' });
});

test('days that are given are whole, and both of them are in it', () => {
  const asked = { period: 'DAY', days: { first: '2026-11-01', last: '2026-11-30' } } as const;
  expect(periodOf(asked, new Date(), 'Europe/Amsterdam')).toEqual({
    firstDay: '2026-11-01',
    lastDay: '2026-11-30',
    from: new Date('2026-10-31T23:00:00Z'),
    to: new Date('2026-11-30T23:00:00Z'),
  });
});
