import { expect, test } from 'vitest';
import { ownServices } from '../../../test/own-services.ts';
import { unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { withCalls } from '../../../test/with-calls.ts';
import type { Temporal } from '../../platform/temporal.ts';

const stack = useStack({ worker: false });
type Describe = Temporal['service']['describeWorkflowExecution'];

/** The same connection, which also counts how often executions are described, and how many at a time. */
function countedDescribes(temporal: Temporal) {
  const described = { now: 0, most: 0, ever: 0 };
  const describeWorkflowExecution = async (request: Parameters<Describe>[0]) => {
    described.ever++;
    described.most = Math.max(described.most, ++described.now);
    return temporal.service.describeWorkflowExecution(request).finally(() => described.now--);
  };
  const calls = { describeWorkflowExecution: describeWorkflowExecution as Describe };
  return { services: ownServices(stack, { temporal: withCalls(temporal, calls) }), described };
}

test('rows that do not say what they belong to are asked about once, a few at a time', async () => {
  const count = 25;
  const workflowId = unique('nightly'); // one id for run after run, as scripts do
  const { client } = stack.temporal;
  const firsts: string[] = [];
  for (let n = 0; n < count; n++) {
    const handle = await client.workflow.start('nightly', { workflowId, taskQueue: 'nobody' });
    firsts.unshift(handle.firstExecutionRunId);
    await handle.terminate();
  }
  const filter = { workflow: 'nightly', status: ['TERMINATED'] as const };
  const { runs: others } = ownServices(stack);
  await waitFor('all rows', async () => (await others.list(filter, 100)).rows.length === count);

  const list = countedDescribes(stack.temporal);
  const { rows } = await list.services.runs.list(filter, 100);
  expect(await Promise.all(rows.map(async ({ node }) => (await node.snapshot()).first))).toEqual(firsts);
  expect(list.described.ever).toBe(count);
  expect(list.described.most).toBeLessThanOrEqual(8);
  await list.services.runs.list(filter, 100);
  expect(list.described.ever).toBe(count);

  const sweep = countedDescribes(stack.temporal);
  const { runs, complete } = await sweep.services.runs.rows.changed(filter, new Date(0));
  expect({ runs: runs.length, complete }).toEqual({ runs: count, complete: true });
  expect(sweep.described).toMatchObject({ ever: count, now: 0 });
  expect(sweep.described.most).toBeLessThanOrEqual(8);
});
