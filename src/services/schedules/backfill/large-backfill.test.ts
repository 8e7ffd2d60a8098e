import { expect, test } from 'vitest';
import { createBackfillClient, hourMs } from '../../../../test/backfill-client.ts';
import { long } from '../../../../test/long.ts';
import { useStack } from '../../../../test/stack.ts';
import { waitFor } from '../../../../test/wait-for.ts';
import { createOccurrences } from './occurrences.ts';

const stack = useStack({ fixtures: true, worker: false });
const client = createBackfillClient(stack);
/** More than one execution takes; the first are run by somebody else before the backfill comes to them. */
const size = long ? 3000 : 540;
const elsewhere = long ? 100 : 480;
const deaths = long ? 3 : 0; // until a dead worker is noticed takes ten seconds

const count = async (query: string) => (await stack.temporal.client.workflow.count(query)).count;

test(
  `of ${size} times every one is run once${long ? ', although the worker dies' : ''}`,
  { timeout: long ? 30 * 60_000 : 120_000 },
  async () => {
    const name = await client.make();
    const range = client.hours(size);
    const { id, key } = await client.start(name, { ...range, concurrency: 50 });
    const others = Array.from({ length: elsewhere }, (_, n) => new Date(+range.from + n * hourMs));
    await createOccurrences(stack.database).confirm(name, others);
    await stack.startWorker();
    let [kills, percent] = [0, 0];
    let last: Record<string, unknown> = {};
    for await (const state of stack.run(id).states('... on BackfillRun { done skipped }')) {
      expect(state.progress.percent).toBeGreaterThanOrEqual(percent);
      percent = state.progress.percent ?? 0;
      last = state;
      const ran = Number(state['done']) - Number(state['skipped']);
      if (kills < deaths && ran > (kills * (size - elsewhere)) / (deaths + 1)) {
        kills++;
        await stack.worker.stop('SIGKILL');
        await stack.startWorker();
      }
    }
    expect(kills).toBe(deaths);
    const resultJson = { total: size, done: size, skipped: elsewhere, failed: 0, unknown: 0 };
    expect(last).toMatchObject({ status: 'COMPLETED', resultJson });
    const started = `TemporalScheduledById = '${name}'`;
    await waitFor('all runs in the list', async () => (await count(started)) >= size - elsewhere);
    expect(await count(started)).toBe(size - elsewhere);
    const continued = `WorkflowId = '${key.workflowId}' AND ExecutionStatus = 'ContinuedAsNew'`;
    const executions = Math.ceil(size / 500);
    await waitFor(`${executions} executions`, async () => (await count(continued)) === executions - 1);
    expect(await client.count(name, range)).toMatchObject({ total: size, due: 0, unknown: 0 });
  },
);
