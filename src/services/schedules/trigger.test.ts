import { beforeAll, describe, expect, test } from 'vitest';
import { newSchedule } from '../../../test/schedules.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import type { ScheduleRequest } from './definition.ts';
import { createSchedules, type Schedules } from './schedules.ts';

const stack = useStack({ fixtures: true, worker: false });
let schedules: Schedules;
beforeAll(() => {
  schedules = createSchedules(stack.temporal, stack.database);
});
const made = (more?: Partial<ScheduleRequest>) => newSchedule(stack, more);

/** There is no worker: what is started goes on until it is ended. */
describe('a run that is triggered', () => {
  test('is started by the schedule, also while it is paused, and is known by it', async () => {
    const { name } = await made({ paused: true, labels: [{ key: 'a', value: 'b' }] });
    const { run } = await schedules.trigger(name);
    expect(run?.key.workflowId).toMatch(new RegExp(`^${name}-\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$`));
    const details = (await (await schedules.get(name))!.details())!;
    expect(details.recent).toEqual([run]);
    expect(details.counts.started).toBe(1);
  });

  test('is another one each time, however soon after the last', async () => {
    const { name } = await made({ overlap: 'ALLOW_ALL' });
    const runs = [await schedules.trigger(name), await schedules.trigger(name), await schedules.trigger(name)];
    expect(new Set(runs.map(({ run }) => run?.key.first)).size).toBe(3);
    expect(runs.every(({ run }) => run)).toBe(true);
  });

  test('by several people at once is one for each of them', async () => {
    const { name } = await made({ overlap: 'ALLOW_ALL', paused: true });
    const triggered = await Promise.all([1, 2, 3].map(() => schedules.trigger(name)));
    expect(new Set(triggered.map(({ run }) => run?.key.workflowId)).size).toBe(3);
  });

  test('keeps to the policy of its schedule, unless another is given', { timeout: 30_000 }, async () => {
    const { name } = await made({ overlap: 'SKIP' });
    const { run: first } = await schedules.trigger(name);
    expect(first).not.toBeNull();
    const { run: second, schedule } = await schedules.trigger(name);
    expect(second).toBeNull();
    expect((await schedule.details())!.counts.skippedByOverlap).toBe(1);
    const { run: third } = await schedules.trigger(name, 'TERMINATE_OTHER');
    expect(third).not.toBeNull();
    await waitFor('the end of the first', async () => {
      const { status } = await stack.temporal.client.workflow
        .getHandle(first!.key.workflowId, first!.key.first)
        .describe();
      return status.name === 'TERMINATED';
    });
  });
});
