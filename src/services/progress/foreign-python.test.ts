import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { pythonSdk, startPythonWorker } from '../../../test/python.ts';
import { unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import { encodeRunId } from '../runs/run-id.ts';

const stack = useStack({ worker: false });
const script = fileURLToPath(new URL('../../../test/fixtures/foreign.py', import.meta.url));
const sdk = await pythonSdk();
if ('reason' in sdk)
  process.stdout.write(`No test with Python, as Temporal's SDK for it cannot be had: ${sdk.reason}\n`);

test.skipIf('reason' in sdk)('a worker in Python is watched like any other', async () => {
  const { address, namespace } = stack.settings.temporal;
  const [taskQueue, workflowId] = ['python', unique('transcode')];
  const folder = 'folder' in sdk ? sdk.folder : '';
  await using _worker = await startPythonWorker(folder, script, [address, namespace, taskQueue]);
  const handle = await stack.temporal.client.workflow.start('Transcode', { workflowId, taskQueue, args: [20] });
  const percents: number[] = [];
  const messages = new Set<string | null>();
  let last: unknown;
  for await (const state of stack.run(encodeRunId({ workflowId, first: handle.firstExecutionRunId })).states()) {
    if (state.progress.percent !== null) percents.push(state.progress.percent);
    messages.add(state.progress.message);
    last = state;
  }
  expect(last).toMatchObject({ status: 'COMPLETED', resultJson: 20, progress: { percent: 100 } });
  expect(messages).toContain('Transcoding');
  expect(percents.filter((percent) => percent > 0 && percent < 100)).not.toEqual([]);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
});
