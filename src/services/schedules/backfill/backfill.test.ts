import { describe, expect, test } from 'vitest';
import { nominalTime, runIdAt } from '../../../../workers/kit/backfill/contract.ts';
import { createBackfillClient, hourMs } from '../../../../test/backfill-client.ts';
import { long } from '../../../../test/long.ts';
import { useStack } from '../../../../test/stack.ts';
import { waitFor } from '../../../../test/wait-for.ts';
import { InvalidInputError, RunAlreadyExistsError, ScheduleNotFoundError } from '../../../errors.ts';
import { noteUse } from '../first-use.ts';

const stack = useStack({ fixtures: true });
const client = createBackfillClient(stack);
const workflow = () => stack.temporal.client.workflow;
const dayMs = 24 * hourMs;

/** What is expected of so many hours: each was run once. */
const once = (name: string, { from, to }: { from: Date; to: Date }) => {
  const times = Array.from({ length: Math.round((+to - +from) / hourMs) + 1 }, (_, n) => new Date(+from + n * hourMs));
  return Object.fromEntries(times.map((time) => [runIdAt(name, nominalTime(time)), 1]));
};

describe.concurrent('a backfill', () => {
  test('counts before it starts anything', async () => {
    const name = await client.make();
    const range = client.hours(60);
    const counted = await client.count(name, range);
    expect(counted).toMatchObject({ total: 60, due: 60, unknown: 0, run: null });
    expect(counted.times).toHaveLength(50);
    expect(counted.times[0]).toEqual({ at: range.from, local: nominalTime(range.from).replace('Z', '+00:00') });
    expect(await client.executions(name, 0)).toEqual({});
  });

  test('runs each time once, and a second one finds nothing to do', async () => {
    const name = await client.make();
    const range = client.hours(6);
    const run = await client.start(name, { ...range, concurrency: 3 });
    expect(await run.end()).toMatchObject({
      status: 'COMPLETED',
      resultJson: { total: 6, done: 6, skipped: 0, failed: 0, unknown: 0 },
    });
    expect(await client.executions(name, 6)).toEqual(once(name, range));
    expect(await client.backfill(name, range)).toMatchObject({ total: 6, due: 0, times: [], run: null });
  });

  test('leaves out what the schedule itself has run, whatever its jitter and time zone', async () => {
    const name = await client.make(
      {},
      {
        paused: false,
        overlap: 'ALLOW_ALL',
        spec: { intervals: [{ every: 2 }], jitter: 1, timeZone: 'Asia/Kathmandu' },
        labels: [{ key: 'brand', value: 'one' }],
      },
    );
    const begin = new Date();
    await waitFor('two runs', async () => ((await client.schedules().get(name))?.recent.length ?? 0) >= 2);
    await client.schedules().pause(name, '');
    const own = (await client.schedules().get(name))!.recent.map(({ key }) => key.workflowId);
    await client.executions(name, own.length);
    const range = { from: new Date(+begin - 6000), to: new Date(Math.floor(Date.now() / 2000) * 2000) };
    const { total, due } = await client.count(name, range);
    expect(due).toBe(total - own.length);
    const run = await client.start(name, { ...range, concurrency: 10 });
    expect(await run.end()).toMatchObject({ resultJson: { total: due, done: due, skipped: 0 } });
    const executions = await client.executions(name, total);
    expect(Object.keys(executions)).toHaveLength(total);
    expect(Object.keys(executions)).toEqual(expect.arrayContaining(own));
  });

  test('gives a run all that the schedule gives it', async () => {
    const name = await client.make({}, { labels: [{ key: 'brand', value: 'one' }] });
    const { run: own } = await client.schedules().trigger(name);
    const range = client.hours(2);
    const backfill = await client.start(name, range);
    await backfill.end();
    const { searchAttributes: marks } = await workflow().getHandle(backfill.key.workflowId).describe();
    expect(marks['TempographLabels'], 'it is found with what it runs').toEqual(['brand=one']);
    const described = async (workflowId: string) => {
      const { memo, searchAttributes, type, taskQueue } = await workflow().getHandle(workflowId).describe();
      const { TemporalScheduledStartTime: at, ...attributes } = searchAttributes as Record<string, Date[]>;
      expect(workflowId).toBe(runIdAt(name, nominalTime(at![0]!)));
      return { memo: { ...memo, tempograph: null }, attributes, type, taskQueue };
    };
    const expected = await described(own!.key.workflowId);
    expect(await described(runIdAt(name, nominalTime(range.from)))).toEqual(expected);
    expect(expected.attributes).toMatchObject({ TempographLabels: ['brand=one'], TemporalScheduledById: [name] });
  });

  test('counts runs that fail, and goes on', async () => {
    const name = await client.make({ fails: true });
    const run = await client.start(name, client.hours(3));
    expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { done: 0, failed: 3, unknown: 0 } });
    expect(await client.count(name, client.hours(3))).toMatchObject({ due: 0 }); // a time that has failed was run
  });

  test('that is cancelled lets go of what it has not begun', async () => {
    const name = await client.make({ seconds: 60 });
    const range = client.hours(5);
    const run = await client.start(name, { ...range, concurrency: 2 });
    await client.executions(name, 2);
    await workflow().getHandle(run.key.workflowId).cancel();
    expect(await run.end()).toMatchObject({ status: 'CANCELED' });
    const running = Object.keys(await client.executions(name, 2));
    expect(running).toHaveLength(2);
    for (const id of running) {
      expect((await workflow().getHandle(id).describe()).status.name).toBe('CANCELLED');
    }
    expect(await client.count(name, range)).toMatchObject({ due: 3, unknown: 0 });
  });
});

describe.concurrent('each time is run once', () => {
  test('when two backfills of overlapping ranges go on at once', async () => {
    const name = await client.make();
    const [one, other] = await Promise.all([
      client.start(name, { ...client.hours(12, 4), concurrency: 3 }),
      client.start(name, { ...client.hours(12), concurrency: 2 }),
    ]);
    const ends = await Promise.all([one.end(), other.end()]);
    expect(ends).toMatchObject([{ status: 'COMPLETED' }, { status: 'COMPLETED' }]);
    expect(await client.executions(name, 16)).toEqual(once(name, client.hours(16)));
    const results = ends.map(({ resultJson }) => resultJson!);
    expect(results.reduce((sum, { done, skipped }) => sum + done - skipped, 0)).toBe(16);
  });

  test('when a backfill is terminated and another one is started', async () => {
    const name = await client.make({ seconds: 1 });
    const range = client.hours(8);
    const run = await client.start(name, { ...range, concurrency: 2 });
    await client.executions(name, 3);
    await workflow().getHandle(run.key.workflowId).terminate();
    const again = await client.start(name, { ...range, concurrency: 8 });
    expect(await again.end()).toMatchObject({ status: 'COMPLETED', resultJson: { failed: 0, unknown: 0 } });
    expect(await client.executions(name, 8)).toEqual(once(name, range));
  });
});

describe.concurrent('a backfill is refused', () => {
  test('of times of which nobody can know whether the schedule has run them', async () => {
    const name = await client.make();
    await noteUse(stack.database, name, new Date(Date.now() - 10 * dayMs)); // there was one of that name
    const attempt = client.count(name, client.hours(3 * 24));
    await expect(attempt).rejects.toThrow(InvalidInputError);
    await expect(attempt).rejects.toMatchObject({ issues: [{ path: ['from'] }] });
    // As long ago as that, or as short, it is known.
    expect(await client.count(name, client.hours(24, 20 * 24))).toMatchObject({ due: 24 });
    expect(await client.count(name, client.hours(20))).toMatchObject({ due: 20 });
  });

  test('while one of the same range goes on', async () => {
    const name = await client.make({ seconds: 60 });
    const range = client.hours(2);
    const run = await client.start(name, range);
    await expect(client.backfill(name, range)).rejects.toThrow(RunAlreadyExistsError);
    await workflow().getHandle(run.key.workflowId).terminate();
  });

  test('of a range that is none, or too large', async () => {
    const name = await client.make();
    const { from, to } = client.hours(2);
    const cases: [Parameters<typeof client.count>[1], string][] = [
      [{ from: to, to: from }, 'to'],
      [{ from, to: new Date(Date.now() + 60_000) }, 'to'],
      [{ from, to, concurrency: 51 }, 'concurrency'],
      [client.hours(10_001), 'to'],
    ];
    for (const [range, path] of cases) {
      await expect(client.count(name, range)).rejects.toMatchObject({ issues: [{ path: [path] }] });
    }
    expect(await client.count(name, client.hours(10_000))).toMatchObject({ total: 10_000, due: 10_000 });
    await expect(client.count('never', { from, to })).rejects.toThrow(ScheduleNotFoundError);
  });
});

test.runIf(long)('nothing is started when Temporal has forgotten what was run', { timeout: 120_000 }, async () => {
  const name = await client.make();
  await (await client.start(name, { ...client.hours(4), concurrency: 4 })).end();
  await client.executions(name, 4);
  await client.forget(name);
  expect(await client.backfill(name, client.hours(4))).toMatchObject({ total: 4, due: 0, run: null });
  const wider = await client.start(name, client.hours(6));
  expect(await wider.end()).toMatchObject({ resultJson: { total: 2, done: 2, skipped: 0 } });
  expect(Object.keys(await client.executions(name, 2))).toHaveLength(2);
});
