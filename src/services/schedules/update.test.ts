import { beforeAll, describe, expect, test } from 'vitest';
import { newSchedule, scheduleRequest } from '../../../test/schedules.ts';
import { useStack } from '../../../test/stack.ts';
import { withCalls } from '../../../test/with-calls.ts';
import { ScheduleConflictError } from '../../errors.ts';
import type { ScheduleRequest } from './definition.ts';
import { createSchedules, type Schedules } from './schedules.ts';

const stack = useStack({ fixtures: true, worker: false });
let schedules: Schedules;
beforeAll(() => {
  schedules = createSchedules(stack.temporal, stack.database);
});
const made = (more?: Partial<ScheduleRequest>) => newSchedule(stack, more);

describe('a change', () => {
  test('changes what it says and leaves the rest', async () => {
    const { name, revision } = await made({ note: 'before', labels: [{ key: 'a', value: 'b' }], remainingActions: 5 });
    const changed = await schedules.update(name, revision, { spec: { cron: ['0 10 * * *'] }, remainingActions: null });
    const known = (await changed.details())!;
    expect(known).toMatchObject({ note: 'before', labels: [{ key: 'a', value: 'b' }], remainingActions: null });
    expect(known.spec).toMatchObject({ cron: ['0 10 * * *'], calendars: [], intervals: [], timeZone: 'UTC' });
    expect(known.revision).not.toBe(revision);
    const again = await schedules.update(name, known.revision, { note: 'after' });
    expect((await again.details())!.spec).toEqual(known.spec);
  });

  test('that changes nothing leaves the revision as it is', async () => {
    const asked = scheduleRequest({
      spec: { cron: ['0 9 * * *'], startAt: new Date('2026-01-01T00:00:00Z') },
      note: 'x',
      remainingActions: 5,
      labels: [{ key: 'a', value: 'b' }],
    });
    const { revision } = (await (await schedules.create(asked)).details())!;
    const { name, paused: _paused, ...same } = asked;
    for (const changes of [{}, same]) {
      const { revision: after } = (await (await schedules.update(name, revision, changes)).details())!;
      expect(after).toBe(revision);
    }
    const changed = await schedules.update(name, revision, { ...same, remainingActions: 4 });
    expect((await changed.details())!.revision).not.toBe(revision);
  });

  test('of what somebody has changed since is refused', async () => {
    const { name, revision } = await made();
    await schedules.pause(name, 'wait');
    await expect(schedules.update(name, revision, { note: 'x' })).rejects.toThrow(ScheduleConflictError);
    expect(await schedules.get(name)).toMatchObject({ note: 'wait', paused: true });
  });

  test('that comes while another is made does not undo that one', async () => {
    const { name, revision } = await made();
    const { service } = stack.temporal;
    const late = withCalls(stack.temporal, {
      updateSchedule: (async (request: Parameters<typeof service.updateSchedule>[0]) => {
        await schedules.update(name, revision, { note: 'first' });
        return service.updateSchedule(request);
      }) as typeof service.updateSchedule,
    });
    const second = createSchedules(late, stack.database).update(name, revision, { note: 'second' });
    await expect(second).rejects.toThrow(ScheduleConflictError);
    expect(await schedules.get(name)).toMatchObject({ note: 'first' });
  });

  test('of two at the same moment is made by one, and nothing is lost', async () => {
    const { name, revision } = await made();
    const writers = 5;
    const { service } = stack.temporal;
    let [ready, allReady] = [0, () => {}];
    const all = new Promise<void>((resolve) => (allReady = resolve));
    // Every one of them has seen the revision that it expects before the first one writes.
    const together = withCalls(stack.temporal, {
      updateSchedule: (async (request: Parameters<typeof service.updateSchedule>[0]) => {
        if (++ready === writers) allReady();
        await all;
        return service.updateSchedule(request);
      }) as typeof service.updateSchedule,
    });
    const update = (n: number) =>
      createSchedules(together, stack.database).update(name, revision, { note: `writer ${n}` });
    const outcomes = await Promise.allSettled(Array.from({ length: writers }, (_, n) => update(n)));
    const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.note] : []));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(winners).toHaveLength(1);
    expect(refused.every((reason) => reason instanceof ScheduleConflictError)).toBe(true);
    expect(ready).toBe(writers);
    expect((await schedules.get(name))!.note).toBe(winners[0]);
  });
});
