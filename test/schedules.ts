import { randomUUID } from 'node:crypto';
import { probe } from './fixtures/contracts.ts';
import type { Stack } from './stack.ts';
import { createSchedules } from '../src/services/schedules/schedules.ts';
import type { ScheduleRequest } from '../src/services/schedules/definition.ts';
import { startablesOf } from '../src/services/schedules/startables.ts';

/** A request for a schedule of its own name; `more` replaces what is said otherwise. */
export const scheduleRequest = (more: Partial<ScheduleRequest> = {}): ScheduleRequest => ({
  name: `test-${randomUUID()}`,
  action: { startable: startablesOf([probe])[0]!, input: { name: randomUUID(), behaviour: 'SUCCEED' } },
  spec: { cron: ['0 9,18 * * *'], timeZone: 'Europe/Amsterdam' },
  ...more,
});

/** Makes a schedule, and says its name and revision. */
export async function newSchedule({ temporal, database }: Stack, more: Partial<ScheduleRequest> = {}) {
  const schedule = await createSchedules(temporal, database).create(scheduleRequest(more));
  return { name: schedule.name, revision: (await schedule.details())!.revision };
}
