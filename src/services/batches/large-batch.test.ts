import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { batchFields, createBatchClient } from '../../../test/batch-client.ts';
import { long } from '../../../test/long.ts';
import { useShortExecutions } from '../../../test/short-executions.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { decodeRunId } from '../runs/run-id.ts';

/** Of one execution; in the short form a tenth of what it is. */
const most = long ? 500 : 50;
const short = useShortExecutions(most);
const stack = useStack({
  fixtures: true,
  get env() {
    return { ...short.env, TASK_QUEUES: 'media' };
  },
});
const batches = createBatchClient(stack, 'Noop');
/** More than one execution takes. */
const size = long ? 10_000 : 110;
const deaths = long ? 2 : 0; // until a dead worker is noticed takes ten seconds

test(
  `of ${size} items every one runs once${long ? ', although the worker dies' : ''}`,
  { timeout: long ? 30 * 60_000 : 240_000 },
  async () => {
    const batch = randomUUID();
    const inputs = Array.from({ length: size }, (_, n) => ({ name: `${batch}-${n}` }));
    const run = await batches.start({ inputs }, { concurrency: 50 });
    let [kills, percent] = [0, 0];
    let last: Record<string, unknown> = {};
    for await (const state of run.states(batchFields)) {
      expect(state.progress.percent).toBeGreaterThanOrEqual(percent);
      percent = state.progress.percent ?? 0;
      last = state;
      if (kills < deaths && percent > 30 * (kills + 1)) {
        kills++;
        await stack.worker.stop('SIGKILL');
        await stack.startWorker();
      }
    }
    expect(kills).toBe(deaths);
    expect(last).toMatchObject({ status: 'COMPLETED', total: size, done: size, skipped: 0, failed: 0 });

    const { client } = stack.temporal;
    const count = async (query: string) => (await client.workflow.count(query)).count;
    const completed = `WorkflowType = 'noop' AND ExecutionStatus = 'Completed'`;
    await waitFor('all items in the list', async () => (await count(completed)) >= size);
    expect(await count(`WorkflowType = 'noop'`)).toBe(size);
    const { workflowId } = decodeRunId(run.id)!;
    const continued = `WorkflowId = '${workflowId}' AND ExecutionStatus = 'ContinuedAsNew'`;
    const executions = Math.ceil(size / most);
    await waitFor(`${executions} executions`, async () => (await count(continued)) === executions - 1);
  },
);
