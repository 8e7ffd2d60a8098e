import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { send } from '../../test/http-client.ts';
import { urlIn } from '../../test/product-process.ts';
import { useStack } from '../../test/stack.ts';
import { runsByStatus } from '../services/figures/runs-by-status.ts';
import { waitFor } from '../../test/wait-for.ts';

const stack = useStack({ fixtures: true });
let worker: string;
beforeAll(() => {
  worker = urlIn(stack.worker.output());
});

/** The value of each line of a page, by what comes before it. */
async function page(url: string): Promise<Map<string, number>> {
  const { status, body } = await send(`${url}/metrics`);
  expect(status).toBe(200);
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}
const value = async (url: string, name: string) => (await page(url)).get(`tempograph_${name}`);

test('an API and a worker tell what they do, and what Temporal, the ledgers and the bus say of it', async () => {
  const run = await stack.start('probe', { name: randomUUID(), behaviour: 'COUNT_SLOWLY', count: 40 });
  let watched: Map<string, number> | undefined;
  for await (const { progress } of run.states()) {
    if ((progress.done ?? 0) > 5) watched ??= await page(stack.url);
  }
  expect(watched?.get('tempograph_watchers')).toBe(1);
  expect(watched?.get('tempograph_subscribers')).toBe(1);
  expect(watched?.get('tempograph_streams')).toBe(1);

  const api = await waitFor('nobody to watch', async () => {
    const now = await page(stack.url);
    return now.get('tempograph_watchers') === 0 && now;
  });
  // The page is as old as 10 s where it says what servers were asked for.
  expect([...api.keys()].filter((name) => name.startsWith('tempograph_runs{status='))).not.toEqual([]);
  await waitFor('it to be counted', async () =>
    (await runsByStatus(stack.temporal)).some(({ labels, value }) => labels.status === 'Completed' && value === 1),
  );
  expect(api.get('tempograph_starts_total{workflow="probe"}')).toBe(1);
  expect(api.get('tempograph_subscribers')).toBe(0);
  expect(api.get('tempograph_progress_latency_seconds_count{by="bus"}')).toBeGreaterThan(5);
  expect(api.get('tempograph_temporal_rpc_seconds_count{method="StartWorkflowExecution",outcome="ok"}')).toBe(1);
  expect(api.get('tempograph_graphql_operation_seconds_count{kind="mutation",outcome="ok"}')).toBe(1);
  for (const kind of ['workflow', 'activity']) {
    expect(api.get(`tempograph_queue_served{queue="media",kind="${kind}"}`)).toBe(1);
    expect(api.get(`tempograph_queue_backlog{queue="media",kind="${kind}"}`)).toBe(0);
  }
  expect(api.get('tempograph_bus_lag_seconds')).toBeGreaterThan(0);
  expect(api.get('tempograph_bus_lag_seconds')).toBeLessThan(1.5);
  for (const name of ['frames_dropped_total', 'tracing_dropped_total'])
    expect(api.has(`tempograph_${name}`)).toBe(true);
  expect([...api.keys()].filter((name) => name.includes('left_out'))).toEqual([]);

  const its = await page(worker);
  expect(its.get('tempograph_activity_seconds_count{activity="probe.act",outcome="completed"}')).toBe(1);
  expect(its.get('tempograph_activity_seconds_sum{activity="probe.act",outcome="completed"}')).toBeGreaterThan(2);
  const slots = [...its.keys()].filter((name) => name.startsWith('temporal_worker_task_slots_available'));
  expect(slots.length, 'of Temporal itself').toBeGreaterThan(0);
});

const attempts = (outcome: string) => `activity_seconds_count{activity="probe.act",outcome="${outcome}"}`;

test('an attempt that fails, and one that is cancelled, are told from one that is completed', async () => {
  const failed = await stack.start('probe', { name: randomUUID(), behaviour: 'FAIL_DECLARED' });
  await failed.end();
  const cancelled = await stack.start('probe', { name: randomUUID(), behaviour: 'WAIT_UNTIL_CANCELLED' });
  for await (const { progress } of cancelled.states()) if (progress.message === 'waiting') break;
  await cancelled.cancel();
  await cancelled.end();
  await waitFor('the one that failed', async () => (await value(worker, attempts('failed'))) === 1);
  await waitFor('the one that was cancelled', async () => (await value(worker, attempts('canceled'))) === 1);
});
