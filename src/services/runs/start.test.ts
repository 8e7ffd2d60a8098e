import { describe, expect, test } from 'vitest';
import { probe } from '../../../test/fixtures/probe/contract.ts';
import { createRunsClient, unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { RunAlreadyExistsError } from '../../errors.ts';
import { silentBus } from '../../platform/bus/silent-bus.ts';
import { createLog } from '../../platform/log.ts';
import { createTaskQueues } from '../progress/task-queues.ts';
import { createWorkers } from '../workers/workers.ts';
import { createHints } from './hints.ts';
import { createRuns } from './runs.ts';

const stack = useStack({ fixtures: true });
const { start, change, read } = createRunsClient(stack);

describe('starting', () => {
  test('the same input is the same work while it runs: refused, with the run in the way', async () => {
    const input = { name: unique('twice'), behaviour: 'WAIT_UNTIL_CANCELLED' };
    const { id } = await start(input);
    const second = await start(input);
    expect(second).toMatchObject({ __typename: 'RunAlreadyExistsError', run: { id, status: 'RUNNING' } });
    expect(second.message).toContain('once it has ended');
    expect(await start(input, { rerun: true })).toMatchObject({ __typename: 'RunAlreadyExistsError', run: { id } });
    await change('terminateRun', id);
  });

  test('and when it is done: only options.rerun does it again, and both runs remain', async () => {
    const input = { name: unique('done') };
    const first = await stack.start('probe', input);
    await first.end();
    const second = await start(input);
    expect(second).toMatchObject({ __typename: 'RunAlreadyExistsError', run: { id: first.id, status: 'COMPLETED' } });
    expect(second.message).toContain('options.rerun');
    const again = await start(input, { rerun: true });
    expect(again.__typename).toBe('ProbeRun');
    expect(again.id).not.toBe(first.id);
    await stack.run(again.id).end();
    const [old, young] = [await read(first.id, 'id startedAt closedAt'), await read(again.id, 'id startedAt')];
    expect(old?.['id']).toBe(first.id);
    expect(young?.['id']).toBe(again.id);
    expect(Date.parse(String(old?.['closedAt']))).toBeLessThanOrEqual(Date.parse(String(young?.['startedAt'])));
    expect(await stack.run(first.id).end('id')).toMatchObject({ id: first.id, status: 'COMPLETED' });
  });

  test.for([
    ['allowAfterFailure', 'FAIL_IN_WORKFLOW', 'starts'],
    ['allowAfterFailure', 'SUCCEED', 'refused'],
    ['rejectDuplicate', 'FAIL_IN_WORKFLOW', 'refused'],
    ['allowDuplicate', 'SUCCEED', 'starts'],
  ] as const)('with reuse %s, a second start after %s is %s', async ([reuse, behaviour, expected]) => {
    const contract = { ...probe, reuse } as WorkflowContract;
    const { temporal } = stack;
    const runs = createRuns({
      temporal,
      contracts: new Map([[contract.name, contract]]),
      hints: createHints(silentBus, temporal.namespace),
      taskQueues: createTaskQueues(temporal, createWorkers(silentBus, temporal.namespace)),
      openDecision: async () => null,
      log: createLog('silent'),
    });
    const input = { name: unique(reuse), behaviour };
    const { id } = await runs.start(contract, input, {});
    await stack.run(id).end();
    const second = runs.start(contract, input, {});
    if (expected === 'starts') expect((await second).id).not.toBe(id);
    else await expect(second).rejects.toThrow(RunAlreadyExistsError);
  });

  test('what is kept is the input as it was sent: what it leaves out means what its worker takes it for', async () => {
    const input = { name: unique('as-sent') };
    const { id } = await stack.start('probe', input);
    expect(await read(id, 'inputJson ... on ProbeRun { input { behaviour count } }')).toEqual({
      inputJson: input,
      input: { behaviour: 'SUCCEED', count: 0 },
    });
  });

  test('the id may be chosen', async () => {
    const id = unique('chosen id é 漢');
    const started = await start({ name: 'x' }, { id });
    expect(started).toMatchObject({ __typename: 'ProbeRun', workflowId: id });
    expect(await read(started.id, 'workflowId')).toEqual({ workflowId: id });
    expect(await start({ name: 'other input' }, { id })).toMatchObject({ __typename: 'RunAlreadyExistsError' });
  });

  test.for([
    [{ name: '' }, {}, ['name']],
    [{ name: 'x', count: -1 }, {}, ['count']],
    [{ name: 'x' }, { id: '' }, ['options', 'id']],
    [{ name: 'x' }, { id: 'x'.repeat(256) }, ['options', 'id']],
    [{ name: 'x' }, { id: 'a\nb' }, ['options', 'id']],
    [{ name: 'x' }, { labels: [{ key: 'with space', value: '' }] }, ['options', 'labels', '0', 'key']],
    [{ name: 'x' }, { labels: [{ key: 'k', value: 'x'.repeat(256) }] }, ['options', 'labels', '0', 'value']],
    [{ name: 'x' }, { maxCostUsd: -1 }, ['options', 'maxCostUsd']],
    [{ name: 'x' }, { maxCostUsd: 0.000_000_1 }, ['options', 'maxCostUsd']],
    [{ name: 'x' }, { labels: Array.from({ length: 21 }, () => ({ key: 'k', value: 'v' })) }, ['options', 'labels']],
  ] as const)('case %#: an input is refused at $2', async ([input, options, path]) => {
    const answer = await start(input, options);
    expect(answer.__typename).toBe('InvalidInputError');
    expect(answer.issues.map((issue) => issue.path)).toEqual([path]);
  });

  test('every wrong field is named at once', async () => {
    const { issues } = await start({ name: '', count: -1 }, { id: '' });
    expect(issues.map(({ path }) => path)).toEqual([['name'], ['count'], ['options', 'id']]);
  });

  test('an id too long for Temporal, made from the input, is a mistake of the client', async () => {
    expect(await start({ name: 'x'.repeat(300) })).toMatchObject({ issues: [{ path: ['options', 'id'] }] });
  });

  test('may be delayed', async () => {
    const { id } = await start({ name: unique('delayed') }, { startDelay: 2 });
    const begun = performance.now();
    expect(await read(id, 'status progress { step }')).toEqual({ status: 'RUNNING', progress: { step: null } });
    expect(await stack.run(id).end()).toMatchObject({ status: 'COMPLETED' });
    expect(performance.now() - begun).toBeGreaterThan(1500);
  });

  test('may go first', async () => {
    const { workflowId } = await start({ name: unique('first') }, { priority: 1 });
    const { raw } = await stack.temporal.client.workflow.getHandle(workflowId).describe();
    expect(raw.workflowExecutionInfo?.priority?.priorityKey).toBe(1);
  });

  test.for([
    [{ startDelay: -1 }, 'startDelay'],
    [{ startDelay: 30 * 24 * 3600 + 1 }, 'startDelay'],
    [{ priority: 0 }, 'priority'],
    [{ priority: 6 }, 'priority'],
  ] as const)('with %j is refused', async ([options, field]) => {
    expect(await start({ name: unique('refused') }, options)).toMatchObject({
      __typename: 'InvalidInputError',
      issues: [{ path: ['options', field] }],
    });
  });
});
