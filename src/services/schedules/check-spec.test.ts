import { expect, test } from 'vitest';
import { useStack } from '../../../test/stack.ts';
import { checkDue } from './check-spec.ts';
import { scheduleSpec, type ScheduleSpecInput } from './spec.ts';

const stack = useStack({ worker: false });
const check = (spec: ScheduleSpecInput) => checkDue(stack.temporal, scheduleSpec.parse(spec));

test.each<[string, ScheduleSpecInput]>([
  ['a day of leap years', { cron: ['0 9 29 2 *'] }],
  [
    'times that are over, as a file goes on to have them',
    { cron: ['@daily'], endAt: new Date('2020-01-01T00:00:00Z') },
  ],
  ['a year that is over', { calendars: [{ year: [{ start: 2020 }] }] }],
])('%s is due some time', async (_what, spec) => {
  await check(spec);
});

test.each<[string, ScheduleSpecInput]>([
  ['30 February', { cron: ['0 9 30 2 *'] }],
  ['what is excluded', { cron: ['0 9 * * *'], exclusions: [{ hour: [{ start: 9 }] }] }],
])('%s is never due', async (_what, spec) => {
  await expect(check(spec)).rejects.toThrow(/^spec: Would never be due/);
});
