import { expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { createMetrics } from './metrics.ts';

const log = createLog('silent');
const leftOut = (part: string, count: number) => `tempograph_metrics_left_out_total{part="${part}"} ${count}`;

const lines = async (metrics: ReturnType<typeof createMetrics>) =>
  (await metrics.page()).text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

test('what is counted, measured and read is on the page, in the form of Prometheus', async () => {
  const metrics = createMetrics(log);
  const started = metrics.counter('starts_total', 'Runs that were started.', ['workflow']);
  started({ workflow: 'photo' });
  started({ workflow: 'photo' }, 2);
  const took = metrics.seconds('wait_seconds', 'How long it took.', [], [0.1, 1]);
  for (const seconds of [0.05, 0.5, 5]) took({}, seconds);
  metrics.read('gauge', 'watchers', 'Who watches.', () => 4);
  metrics.read('counter', 'lost_total', 'What was lost.', () => 5);
  const { type, text } = await metrics.page();
  expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(text).toContain(
    '# HELP tempograph_starts_total Runs that were started.\n# TYPE tempograph_starts_total counter',
  );
  expect(text).toContain('# TYPE tempograph_lost_total counter');
  expect(await lines(metrics)).toEqual([
    'tempograph_starts_total{workflow="photo"} 3',
    'tempograph_wait_seconds_bucket{le="0.1"} 1',
    'tempograph_wait_seconds_bucket{le="1"} 2',
    'tempograph_wait_seconds_bucket{le="+Inf"} 3',
    'tempograph_wait_seconds_sum 5.55',
    'tempograph_wait_seconds_count 3',
    'tempograph_watchers 4',
    'tempograph_lost_total 5',
  ]);
});

test('two parts of a process that count the same share one metric', async () => {
  const metrics = createMetrics(log);
  for (const count of [1, 2]) {
    metrics.counter('calls_total', 'Calls.', [])({}, count);
    metrics.read('gauge', 'open', 'What is open.', () => count);
  }
  expect(await lines(metrics)).toEqual(['tempograph_calls_total 3', 'tempograph_open 3']);
});

test('servers are asked once in a while, however often the page is read', async () => {
  const metrics = createMetrics(log);
  let asked = 0;
  metrics.ask('runs', 'Runs.', ['status'], async () => [{ labels: { status: 'RUNNING' }, value: ++asked }]);
  metrics.ask('lag_seconds', 'Lag.', [], async () => [{ labels: {}, value: 0.5 }]);
  const pages = await Promise.all([lines(metrics), lines(metrics), lines(metrics)]);
  for (const page of [...pages, await lines(metrics)]) {
    expect(page).toEqual(['tempograph_runs{status="RUNNING"} 1', 'tempograph_lag_seconds 0.5']);
  }
});

test('what is not known in time is left out and counted, and the rest is there', async () => {
  const metrics = createMetrics(log, { deadlineMs: 50, keptMs: 10_000 });
  let broken = true;
  let asked = 0;
  metrics.ask('runs', 'Runs.', ['status'], async () => {
    if (broken) throw new Error('away');
    return [{ labels: { status: 'RUNNING' }, value: 2 }];
  });
  metrics.ask('lag_seconds', 'Lag.', [], () => {
    asked++;
    return new Promise<never>(() => undefined);
  });
  metrics.append('core', async () => {
    throw new Error('away');
  });
  metrics.read('gauge', 'watchers', 'Who watches.', () => 4);
  await metrics.page();
  broken = false;
  const page = await lines(metrics);
  expect(page).toContain('tempograph_runs{status="RUNNING"} 2');
  expect(page).toContain('tempograph_watchers 4');
  expect(page.filter((line) => line.includes('lag_seconds'))).toEqual([expect.stringContaining('left_out')]);
  await metrics.page();
  expect(await lines(metrics)).toEqual(
    expect.arrayContaining([leftOut('runs', 1), leftOut('lag_seconds', 3), leftOut('core', 3)]),
  );
  expect(asked, 'who has not answered yet is not asked again').toBe(1);
});

test('another page follows', async () => {
  const metrics = createMetrics(log);
  metrics.append('core', async () => '# TYPE temporal_x gauge\ntemporal_x 1\n');
  expect(await lines(metrics)).toEqual(['temporal_x 1']);
});
