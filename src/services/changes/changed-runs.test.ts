import { expect, test } from 'vitest';
import { progressOf } from '../progress/progress.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';
import { createChangedRuns } from './changed-runs.ts';

const run = (id: string, message = ''): RunSnapshot => ({
  id,
  first: id,
  workflowId: id,
  runId: id,
  workflow: 'probe',
  status: 'RUNNING',
  startedAt: new Date(0),
  begunAt: null,
  closedAt: null,
  labels: [],
  startedBy: null,
  parent: null,
  counts: null,
  resetAt: null,
  waiting: null,
  progress: {
    ...progressOf({
      contract: undefined,
      status: 'RUNNING',
      step: null,
      counts: null,
      activities: [],
      updatedAt: null,
    }),
    message,
  },
});

test('of each run only the newest state waits, in the order of the first changes', async () => {
  const { put, values } = createChangedRuns(() => undefined);
  for (const [id, message] of ['a1', 'b1', 'a2', 'c1', 'b2', 'a3'].map((text) => text.split('')))
    put(run(id!, message));
  const seen: string[] = [];
  while (seen.length < 3) {
    const { value } = await values.next();
    seen.push(value!.id + value!.progress.message);
  }
  expect(seen).toEqual(['a3', 'b2', 'c1']);
  const waiting = values.next();
  put(run('d'));
  expect((await waiting).value).toMatchObject({ id: 'd' });
});

test('a thousand runs may wait; with one more the subscriber is told to begin anew', async () => {
  let closed = 0;
  const { put, values } = createChangedRuns(() => closed++);
  for (let n = 0; n < 1000; n++) put(run(String(n)));
  for (let n = 0; n < 1000; n++) put(run(String(n))); // no run more
  expect((await values.next()).value).toMatchObject({ id: '0' });
  put(run('1000'));
  put(run('1001'));
  expect(closed).toBe(1);
  await expect(values.next()).rejects.toMatchObject({ code: 'FELL_BEHIND' });
  expect(await values.next()).toMatchObject({ done: true });
});

test('who waits can leave', async () => {
  let closed = 0;
  const { values } = createChangedRuns(() => closed++);
  const waiting = values.next();
  await values.return();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(closed).toBe(1);
});
