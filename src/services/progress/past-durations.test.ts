import { expect, test } from 'vitest';
import { createRunsClient, unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { createLog } from '../../platform/log.ts';
import { createPastDurations, medianDuration } from './past-durations.ts';

const stack = useStack({ fixtures: true, env: { TASK_QUEUES: 'media=10' } });
const { listed } = createRunsClient(stack);

const seconds = (value: number) => ({ seconds: value as never });
const row = (took: number, status = 2) => ({ status, startTime: seconds(0), executionTime: seconds(100), closeTime: seconds(100 + took) }); // prettier-ignore

test('the median counts from when a run began to execute, and needs five that completed', () => {
  expect(medianDuration([9, 1, 5, 7, 3].map((took) => row(took)))).toBe(5000);
  expect(medianDuration([9, 1, 5, 7, 3, 100].map((took) => row(took)))).toBe(6000);
  expect(medianDuration([9, 1, 5, 7].map((took) => row(took)))).toBeNull();
  expect(medianDuration([])).toBeNull();
});

test('the links of a chain are not whole runs', () => {
  expect(medianDuration([...[1, 2, 3, 4, 5].map((took) => row(took)), row(1, 6)])).toBeNull();
});

test('a watched run whose rate is not known yet is told how long such runs usually take', async () => {
  let queries = 0;
  const counted: typeof stack.temporal = { ...stack.temporal, call: (...args) => (queries++, stack.temporal.call(...args)) }; // prettier-ignore
  const past = createPastDurations(counted, createLog('silent'));
  const count = 40; // 2 s
  const runs = await Promise.all(
    Array.from({ length: 5 }, () => stack.start('probe', { name: unique('past'), behaviour: 'COUNT_SLOWLY', count })),
  );
  // Not watched, as who watches asks about the past, and what is known is kept for a minute.
  await listed({ workflow: 'probe', status: ['COMPLETED'] }, runs.length);

  const ms = await waitFor('the past', () => past.of('probe'));
  expect(ms).toBeGreaterThan(1900);
  expect(ms).toBeLessThan(20_000);
  for (let n = 0; n < 100; n++) expect(past.of('probe')).toBe(ms);
  expect(queries).toBe(1);
  past.of('probe', performance.now() + 61_000);
  expect(queries).toBe(2);

  // Its percent never moves.
  const { id } = await stack.start('probe', { name: unique('now'), behaviour: 'WAIT_UNTIL_CANCELLED' });
  const told: (number | null)[] = [];
  for await (const { progress } of stack.run(id).states('progress { etaSeconds }')) {
    told.push(progress['etaSeconds'] as number | null);
    const [last, before] = [told.at(-1), told.at(-2)];
    if (last === null && before) break; // longer than usual
  }
  const most = Math.max(...told.map((eta) => eta ?? 0));
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(Math.ceil(ms / 1000));
  await stack.graphql('mutation($id: ID!) { terminateRun(id: $id) { __typename } }', { id });
});
