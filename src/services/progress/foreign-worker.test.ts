import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startForeignWorker, type ForeignActivity, type ForeignWorker } from '../../../test/foreign-worker.ts';
import type { RunState, TestRun } from '../../../test/graphql-client.ts';
import { createRunsClient, unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { temporalServer } from '../../local/temporal-server.ts';
import { processEnv } from '../../platform/env.ts';
import { previewKey } from '../../../workers/kit/wire/preview.ts';
import { decodeRunId, encodeRunId } from '../runs/run-id.ts';

const stack = useStack({ worker: false });
const { list } = createRunsClient(stack);
const taskQueue = 'somebody-elses';
const selection = '__typename detailJson progress { unit activities { name message done total } }';

let worker: ForeignWorker;
beforeAll(async () => (worker = await startForeignWorker(stack, taskQueue)));
afterAll(() => worker?.[Symbol.asyncDispose]());

async function start(word = unique('word')) {
  const handle = await stack.temporal.client.workflow.start('foreignWork', {
    workflowId: unique('foreign-work'),
    taskQueue,
    args: [word],
  });
  const activity = await worker.next();
  return {
    activity,
    run: stack.run(encodeRunId({ workflowId: handle.workflowId, first: handle.firstExecutionRunId })),
  };
}

/** Follows a run; `until` resolves with the next state that is as told. */
function follow(run: TestRun) {
  const states = run.states(selection)[Symbol.asyncIterator]();
  const seen: RunState[] = [];
  return {
    seen,
    async until(expected: object): Promise<RunState> {
      for (;;) {
        const { value, done } = await states.next();
        if (done) throw new Error(`Ended without ${JSON.stringify(expected)}; seen: ${JSON.stringify(seen.slice(-3))}`);
        seen.push(value);
        try {
          expect(value).toMatchObject(expected);
          return value;
        } catch (error) {
          if (!(error instanceof Error)) throw error;
        }
      }
    },
  };
}

/** Sends details as they are, past any SDK. */
const send = ({ taskToken }: ForeignActivity, encoding: string, data: Uint8Array) =>
  stack.temporal.service.recordActivityTaskHeartbeat({
    namespace: stack.temporal.namespace,
    taskToken,
    details: { payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data }] },
  });

test('what a plain worker says shows as well as it can', async () => {
  const { activity, run } = await start();
  const { until, seen } = follow(run);
  expect(await until({ __typename: 'UntypedRun', status: 'RUNNING' })).toMatchObject({ progress: { percent: null } });

  activity.beat(0.25);
  await until({ progress: { percent: 25, done: 0.25, total: 1, unit: null } });
  activity.beat('Half way');
  await until({ progress: { percent: 25, message: 'Half way' } });
  activity.beat({ current: 3, total: 4, unit: 'files', message: 'Copying' });
  const counted = { done: 3, total: 4, message: 'Copying' };
  await until({
    detailJson: { current: 3 },
    progress: { percent: 75, ...counted, unit: 'files', activities: [{ name: 'work', ...counted }] },
  });
  activity.beat({ page: { number: 7 } });
  await until({ detailJson: { page: { number: 7 } }, progress: { percent: 75 } });

  activity.end();
  await until({ status: 'COMPLETED', resultJson: expect.stringMatching(/^did /), progress: { percent: 100 } });
  const percents = seen.map(({ progress }) => progress.percent ?? 0);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
});

test('what only its sender can read, and what is too much, is nothing known', async () => {
  const { activity, run } = await start();
  const { until } = follow(run);
  await until({ status: 'RUNNING' });
  const nothing = { detailJson: null, progress: { percent: null, message: null, done: null, total: null } };
  const rows: [encoding: string, data: Buffer, progress?: object][] = [
    ['binary/encrypted', Buffer.from([1, 2, 3])],
    ['binary/plain', Buffer.from([1, 2, 3])],
    ['json/plain', Buffer.from('{"current": NaN')],
    ['json/plain', Buffer.from(JSON.stringify({ message: 'x'.repeat(200_000) }))],
    ['json/plain', Buffer.from(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)],
    ['json/plain', Buffer.from('{"at":1e300}'), { ...nothing, detailJson: { at: 1e300 } }],
  ];
  for (const [encoding, data, progress = nothing] of rows) {
    await send(activity, encoding, data);
    const { data: answer } = await stack.graphql(
      'query($id: ID!) { run(id: $id) { detailJson progress { percent message done total } } }',
      { id: run.id },
    );
    expect(answer?.['run'], data.subarray(0, 50).toString()).toEqual(progress);
  }
  await send(activity, 'json/plain', Buffer.from('0.5'));
  await until({ progress: { percent: 50 } }); // the watcher has come through all of them
  activity.end();
  await until({ status: 'COMPLETED' });
});

const firstOf = ({ id }: TestRun) => decodeRunId(id)!.first;

test('a worker that speaks as ours do shows previews of its own run, and no other object', async () => {
  const [{ activity, run }, other] = [await start(), await start()];
  const states = run.states('progress { preview { url } }')[Symbol.asyncIterator]();
  const shown = async (message: string, key: string) => {
    const preview = { key, width: 4, height: 3, thumbhash: 'mxgGNYJ4h4iAeHd4iHeHiA==', at: Date.now() };
    activity.beat({ at: Date.now(), progress: { message, preview } });
    for (;;) {
      const { progress } = (await states.next()).value as RunState;
      if (progress.message === message) return (progress['preview'] as { url: string } | null)?.url ?? null;
    }
  };
  expect(await shown('theirs', previewKey(firstOf(other.run), 'a'))).toBeNull();
  expect(await shown('an upload', 'uploads/private.jpg')).toBeNull();
  const own = previewKey(firstOf(run), 'a');
  expect(await shown('ours', own)).toContain(`${own}?`);
  activity.end();
  other.activity.end();
  await states.return?.();
});

test('a run that the Temporal command line starts is listed and can be watched to its end', async () => {
  const [word, workflowId] = [unique('word'), unique('from-the-command-line')];
  const command = await temporalServer.find(processEnv());
  const { address, namespace } = stack.settings.temporal;
  const to = [`--address=${address}`, `--namespace=${namespace}`, '--disable-config-file', '--disable-config-env'];
  const what = ['--type=foreignWork', `--task-queue=${taskQueue}`, `--workflow-id=${workflowId}`];
  const input = `--input=${JSON.stringify(word)}`;
  const executed = promisify(execFile)(command, ['workflow', 'execute', ...what, input, ...to]);
  const activity = await worker.next();
  onTestFinished(() => activity.end());
  expect(activity.word).toBe(word);
  const { id } = await waitFor('the run in the list', async () => {
    const { page } = await list({ filter: { workflow: 'foreignWork', status: ['RUNNING'] }, first: 100 });
    return page?.edges.find(({ node }) => node.workflowId === workflowId)?.node;
  });
  const { until } = follow(stack.run(id));
  activity.beat({ percent: 40 });
  await until({ status: 'RUNNING', progress: { percent: 40 } });
  activity.end();
  await until({ status: 'COMPLETED', resultJson: `did ${word}` });
  expect((await executed).stdout).toContain(`did ${word}`);
});
