import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, type TestContext } from 'vitest';
import { ownServices } from '../../../test/own-services.ts';
import { resetRun } from '../../../test/reset-run.ts';
import { unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { InvalidInputError } from '../../errors.ts';
import { createProcessBus } from '../../platform/bus/process-bus.ts';
import { silentBus } from '../../platform/bus/silent-bus.ts';
import { createLog } from '../../platform/log.ts';
import { createHints } from '../runs/hints.ts';
import type { RunFilter } from '../runs/list.ts';
import { decodeRunId } from '../runs/run-id.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';
import { createRunChanges, type RunChanges } from './run-changes.ts';
import type { RunRows } from './sweep.ts';

const stack = useStack({ fixtures: true, env: { TASK_QUEUES: 'media=20' } });

/** Keeps what a subscriber is told. */
function follow({ onTestFinished }: TestContext, changes: RunChanges, filter: RunFilter = {}) {
  const runs = changes.follow(filter)[Symbol.asyncIterator]();
  const told: { at: number; run: RunSnapshot }[] = [];
  const reading = (async () => {
    for (let next = await runs.next(); !next.done; next = await runs.next()) {
      told.push({ at: Date.now(), run: next.value });
    }
  })();
  onTestFinished(async () => {
    await runs.return!();
    await reading;
  });
  const of = (id: string) => told.filter(({ run }) => run.id === id);
  const until = (id: string, status: string, withinMs?: number) =>
    waitFor(`${id} ${status}`, () => of(id).find(({ run }) => run.status === status), withinMs);
  return { told, of, until };
}

const labelled = async (behaviour: string, more: object = {}) => {
  const label = { key: 'changes', value: unique('v') };
  const begin = () => stack.start('probe', { name: unique(behaviour), behaviour, ...more }, { labels: [label] });
  return { label, begin };
};

describe.concurrent('a subscription to changes of runs', () => {
  test('tells of the start, each step and the end at once when there is a bus', async () => {
    const query = `subscription($filter: RunFilter) { runs(filter: $filter) { id status closedAt progress { step } } }`;
    const { label, begin } = await labelled('COUNT_SLOWLY', { count: 20 });
    type Told = { id: string; status: string; closedAt: string | null; progress: { step: string | null } };
    const told: Told[] = [];
    let late = Infinity;
    const reading = (async () => {
      for await (const { data } of stack.subscribe(query, { filter: { label } })) {
        const run = data!['runs'] as Told;
        told.push(run);
        if (run.closedAt) {
          late = Date.now() - Date.parse(run.closedAt);
          return;
        }
      }
    })();
    const { id } = await waitFor('a subscription that has begun', async () => {
      const run = await begin();
      const isTold = () => told.some((one) => one.id === run.id);
      for (const until = performance.now() + 3000; !isTold() && performance.now() < until;) await sleep(50);
      return isTold() && run;
    });
    await reading;
    const states = told.filter((one) => one.id === id).map(({ status, progress }) => `${status} ${progress.step}`);
    expect(states.at(-1)).toBe('COMPLETED act');
    expect(states).toContain('RUNNING act');
    expect(new Set(states).size).toBe(states.length);
    expect(late).toBeLessThan(3000); // a sweep comes every 5 s
  });

  test('finds starts, steps and ends without a bus too, of any worker', async (context) => {
    const { label, begin } = await labelled('COUNT_SLOWLY', { count: 60 });
    const { until, of } = follow(context, ownServices(stack).changes, { label });
    const run = await begin();
    const ended = await until(run.id, 'COMPLETED', 20_000);
    expect(of(run.id).length).toBeGreaterThan(1);
    expect(ended.at - ended.run.closedAt!.getTime()).toBeLessThan(9000); // 2 s and a look, three times
    const reset = await resetRun(stack.temporal, run.id);
    await waitFor('the reset', () => of(run.id).some((one) => one.run.runId === reset));
  });

  test('tells nothing of what was before, nor of others, and once more of what does not match any longer', async (context) => {
    const { label, begin } = await labelled('SUCCEED');
    const before = await begin();
    await before.end();
    await new Promise((resolve) => setTimeout(resolve, 1500)); // more than clocks are expected to differ
    const { changes } = ownServices(stack);
    const running = follow(context, changes, { label, status: ['RUNNING'] });
    const failed = follow(context, changes, { label, status: ['FAILED'] });
    const others = follow(context, changes, { workflow: 'foreign' });
    const run = await begin();
    await running.until(run.id, 'COMPLETED');
    expect(running.of(before.id)).toEqual([]);
    expect(failed.told).toEqual([]);
    expect(others.told).toEqual([]);
    const failing = { name: unique('fail'), behaviour: 'FAIL_IN_WORKFLOW' };
    const failure = await stack.start('probe', failing, { labels: [label] });
    await failed.until(failure.id, 'FAILED');
    await running.until(failure.id, 'FAILED');
  });

  test('leaves out the runs that a run starts', async (context) => {
    const { label, begin } = await labelled('START_CHILDREN', { count: 1 });
    const { changes } = ownServices(stack);
    const all = follow(context, changes);
    const { until } = follow(context, changes, { label });
    const run = await begin();
    await until(run.id, 'COMPLETED', 20_000);
    await waitFor('the same', () => all.of(run.id).length > 0);
    expect(all.told.filter(({ run: one }) => one.workflowId.includes('-child-'))).toEqual([]);
  });

  test('reads a run a few times a second, however many listen and whatever is said', async (context) => {
    const bus = createProcessBus(createLog('silent'));
    const hints = createHints(bus, 'test');
    const { runs } = ownServices(stack);
    let reads = 0;
    const read = (key: Parameters<typeof runs.read>[0]) => {
      reads++;
      return runs.read(key);
    };
    const changes = createRunChanges({ hints, log: createLog('silent'), read, rows: runs.rows });
    const listeners = Array.from({ length: 50 }, () => follow(context, changes));
    const { id } = await stack.start('probe', { name: unique('read'), behaviour: 'SUCCEED' });
    const key = decodeRunId(id)!;
    const begun = performance.now();
    while (performance.now() - begun < 1000) {
      for (let n = 0; n < 100; n++) hints.say({ ...key, child: false });
      await new Promise(setImmediate);
    }
    for (const listener of listeners) await listener.until(id, 'COMPLETED');
    expect(reads).toBeLessThanOrEqual((performance.now() - begun) / 250 + 2);
    expect(changes.sweeps()).toBe(1);
    for (const { told } of listeners)
      expect(told.map(({ run }) => run)).toEqual(listeners[0]!.told.map((one) => one.run));
  });

  test('asks Temporal a few times a second, however many differ in what they ask for', async (context) => {
    const { changes } = ownServices(stack);
    const days = Array.from({ length: 20 }, (_, n) => new Date(n * 86_400_000));
    for (const day of days) follow(context, changes, { startedAfter: day, startedBefore: null, status: ['RUNNING'] });
    expect(changes.sweeps()).toBe(1);
    const { changes: others } = ownServices(stack);
    for (let n = 0; n < 50; n++) follow(context, others, { label: { key: 'nobody', value: String(n) } });
    expect(others.sweeps()).toBeLessThanOrEqual(6);
    const { label, begin } = await labelled('SUCCEED');
    const late = follow(context, others, { label, startedAfter: days[0]! });
    const never = follow(context, others, { label, startedBefore: days[0]! });
    expect(others.sweeps()).toBeLessThanOrEqual(6);
    const run = await begin();
    await late.until(run.id, 'COMPLETED');
    expect(never.told).toEqual([]);
  });

  test('ends when more runs change than it can tell of, and lets its sweep go', async () => {
    const { runs } = ownServices(stack);
    const rows: RunRows = {
      ...runs.rows,
      changed: async (filter, since) => ({ ...(await runs.rows.changed(filter, since)), complete: false }),
    };
    const hints = createHints(silentBus, 'test');
    const changes = createRunChanges({ hints, log: createLog('silent'), read: runs.read, rows });
    const told = changes.follow({ workflow: 'nobody' })[Symbol.asyncIterator]();
    await expect(told.next()).rejects.toMatchObject({ code: 'FELL_BEHIND' });
    expect(changes.sweeps()).toBe(0);
  });

  test('goes with its last subscriber, and refuses filters that no list takes', async () => {
    const { changes } = ownServices(stack);
    const [one, two] = [changes.follow({}), changes.follow({})].map((runs) => runs[Symbol.asyncIterator]());
    expect(changes.sweeps()).toBe(1);
    await one!.return!();
    expect(changes.sweeps()).toBe(1);
    await two!.return!();
    expect(changes.sweeps()).toBe(0);
    expect(() => changes.follow({ label: { key: '', value: '' } })).toThrow(InvalidInputError);
    expect(changes.sweeps()).toBe(0);
  });
});
