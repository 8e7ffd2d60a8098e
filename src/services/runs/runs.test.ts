import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ownServices } from '../../../test/own-services.ts';
import { createRunsClient, unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { withCalls } from '../../../test/with-calls.ts';
import { decodeRunId, encodeRunId } from './run-id.ts';

const stack = useStack({ fixtures: true });
const { start, change, read, listed } = createRunsClient(stack);

describe('changing', () => {
  test('a cancelled run ends as cancelled, and a second wish changes nothing', async () => {
    const run = await stack.start('probe', { name: unique('cancel'), behaviour: 'WAIT_UNTIL_CANCELLED' });
    for await (const { progress } of run.states()) if (progress.message === 'waiting') break;
    expect(await change('cancelRun', run.id)).toMatchObject({ __typename: 'RunChanged', run: { id: run.id } });
    expect(await run.end()).toMatchObject({ status: 'CANCELED', failure: null });
    for (const mutation of ['cancelRun', 'terminateRun'] as const) {
      expect(await change(mutation, run.id)).toEqual({
        __typename: 'RunNotRunningError',
        code: 'RUN_NOT_RUNNING',
        run: { id: run.id, status: 'CANCELED' },
      });
    }
  });

  test('cancelling twice while it runs is accepted', async () => {
    const { id } = await start({ name: unique('cancel-twice'), behaviour: 'COUNT_SLOWLY', count: 1000 });
    for (const answer of await Promise.all([change('cancelRun', id), change('cancelRun', id)])) {
      expect(answer).toMatchObject({ __typename: 'RunChanged' });
    }
    await stack.run(id).end();
  });

  test('a terminated run says why', async () => {
    const { id } = await start({ name: unique('terminate'), behaviour: 'WAIT_UNTIL_CANCELLED' });
    expect(await change('terminateRun', id)).toMatchObject({ __typename: 'RunChanged' });
    expect(await stack.run(id).end()).toMatchObject({
      status: 'TERMINATED',
      failure: { code: 'TERMINATED', message: 'test' },
    });
  });

  test('an old run is not confused with the one that has its workflow id now', async () => {
    const input = { name: unique('reused') };
    const first = await stack.start('probe', input);
    await first.end();
    const again = await start({ ...input, behaviour: 'WAIT_UNTIL_CANCELLED' }, { rerun: true });
    expect(await change('terminateRun', first.id)).toMatchObject({ __typename: 'RunNotRunningError' });
    expect(await change('cancelRun', first.id)).toMatchObject({ __typename: 'RunNotRunningError' });
    expect(await read(again.id, 'status')).toEqual({ status: 'RUNNING' });
    await change('terminateRun', again.id);
  });
});

const startForeign = async (wish: string) => {
  const workflowId = unique('foreign');
  const handle = await stack.temporal.client.workflow.start('foreign', {
    workflowId,
    taskQueue: 'media',
    args: [wish],
  });
  return { handle, id: encodeRunId({ workflowId, first: handle.firstExecutionRunId }) };
};

describe('foreign workflows', () => {
  test('can be read, watched and listed', async () => {
    const { id } = await startForeign('luck');
    expect(await stack.run(id).end('__typename workflow inputJson progress { percent }')).toMatchObject({
      __typename: 'UntypedRun',
      workflow: 'foreign',
      status: 'COMPLETED',
      inputJson: 'luck',
      resultJson: { wish: 'luck' },
      progress: { percent: 100 },
      failure: null,
    });
    expect(await listed({ workflow: 'foreign', status: ['COMPLETED'] }, 1)).toMatchObject([{ id }]);
  });

  test('say why they failed', async () => {
    const { id } = await startForeign('fail');
    expect(await stack.run(id).end()).toMatchObject({
      status: 'FAILED',
      failure: { code: 'NoSuchLuck', message: 'No luck.', step: null, attempts: null },
    });
  });

  test('may send what only they can read', async () => {
    const { service, namespace } = stack.temporal;
    const workflowId = unique('binary');
    const encoding = Buffer.from('binary/protobuf');
    const { runId } = await service.startWorkflowExecution({
      namespace,
      workflowId,
      requestId: randomUUID(),
      workflowType: { name: 'parked' },
      taskQueue: { name: 'nobody' },
      input: { payloads: [{ metadata: { encoding }, data: Buffer.from([1, 2, 3]) }] },
      memo: { fields: { tempograph: { metadata: { encoding }, data: Buffer.from([1]) } } },
    });
    const id = encodeRunId({ workflowId, first: runId });
    expect(await read(id, 'id status inputJson')).toEqual({ id, status: 'RUNNING', inputJson: null });
  });
});

describe('ids', () => {
  const unknown = encodeRunId({ first: randomUUID(), workflowId: 'never-started' });
  const malformed = ['', 'x', 'Upload:1', '....', Buffer.from('too short').toString('base64url'), `${unknown}=`];

  test.for([unknown, ...malformed])('%j is nobody', async (id) => {
    const { data, errors } = await stack.graphql('query($id: ID!) { run(id: $id) { id } node(id: $id) { id } }', {
      id,
    });
    expect({ data, errors }).toEqual({ data: { run: null, node: null }, errors: undefined });
    for (const mutation of ['cancelRun', 'terminateRun'] as const) {
      expect(await change(mutation, id)).toEqual({ __typename: 'RunNotFoundError', code: 'NOT_FOUND' });
    }
  });

  test('the run id of another workflow id is nobody', async () => {
    const { id } = await start({ name: unique('owner') });
    const { first } = decodeRunId(id)!;
    expect(await read(encodeRunId({ first, workflowId: 'never-started' }), 'id')).toBeNull();
  });

  test('a known workflow id with an unknown run id is nobody', async () => {
    const { workflowId } = await start({ name: unique('owner') });
    expect(await read(encodeRunId({ first: randomUUID(), workflowId }), 'id')).toBeNull();
  });

  test('node finds a run by its id', async () => {
    const { id } = await start({ name: unique('node') });
    const { data } = await stack.graphql(
      'query($id: ID!) { node(id: $id) { __typename id ... on Run { workflow } } }',
      {
        id,
      },
    );
    expect(data).toEqual({ node: { __typename: 'ProbeRun', id, workflow: 'probe' } });
  });
});

const refuse = () => Promise.reject(Object.assign(new Error('7 PERMISSION_DENIED'), { code: 7 }));

test('a run whose waiting cannot be told has the rest of its state, and the log says so once', async () => {
  const { id } = await stack.start('noop', { name: unique('sleep'), seconds: 100 });
  const key = decodeRunId(id)!;
  const { runs } = ownServices(stack);
  const waits = await waitFor('the timer', async () => {
    const run = await runs.read(key);
    return run?.waiting?.type === 'TimerWaiting' && run;
  });
  const lines: string[] = [];
  const other = ownServices(stack, {
    temporal: withCalls(stack.temporal, {
      getWorkflowExecutionHistoryReverse: refuse as never,
      describeTaskQueue: refuse as never,
    }),
    onWarning: (line) => lines.push(line),
  });
  for (let n = 0; n < 3; n++) expect(await other.runs.read(key)).toEqual({ ...waits, waiting: null });
  expect(lines).toEqual(['cannot tell why a run does not move']);
  await runs.terminate(id);
});
