import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { probe } from '../../../test/fixtures/probe/contract.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { RunAlreadyExistsError } from '../../errors.ts';
import { decodeRunId, encodeRunId } from './run-id.ts';
import { createRuns } from './runs.ts';

const stack = useStack({ fixtures: true });

const unique = (what: string) => `${what}-${randomUUID()}`;

/** What the start mutation answers, whatever it is. */
async function start(input: object, options?: object) {
  const { data, errors } = await stack.graphql(
    `mutation($input: ProbeInput!, $options: StartOptions) {
      startProbe(input: $input, options: $options) {
        __typename
        ... on ProbeRun { id workflowId status labels { key value } }
        ... on Error { code message }
        ... on InvalidInputError { issues { path message } }
        ... on RunAlreadyExistsError { run { id status } }
      }
    }`,
    { input, options },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data!['startProbe'] as unknown as {
    __typename: string;
    id: string;
    workflowId: string;
    message: string;
    issues: { path: string[] }[];
    run: { id: string; status: string };
  };
}

async function change(mutation: 'cancelRun' | 'terminateRun', id: string) {
  const { data } = await stack.graphql(
    `mutation($id: ID!) { change: ${mutation}(id: $id, reason: "test") {
      __typename
      ... on RunChanged { run { id status } }
      ... on Error { code }
      ... on RunNotRunningError { run { id status } }
    } }`,
    { id },
  );
  return data!['change'] as unknown;
}

const read = async (id: string, selection: string) => {
  const { data, errors } = await stack.graphql(`query($id: ID!) { run(id: $id) { ${selection} } }`, { id });
  if (errors) throw new Error(JSON.stringify(errors));
  return data!['run'] as unknown as Record<string, unknown> | null;
};

describe('starting', () => {
  test('the same input is the same work while it runs: refused, with the run in the way', async () => {
    const input = { name: unique('twice'), behaviour: 'WAIT_UNTIL_CANCELLED' };
    const { id } = await start(input);
    const second = await start(input);
    expect(second).toMatchObject({ __typename: 'RunAlreadyExistsError', run: { id, status: 'RUNNING' } });
    expect(second.message).toContain('options.rerun');
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
    const contract = { ...probe, reuse } as unknown as WorkflowContract;
    const runs = createRuns(stack.temporal, new Map([[contract.name, contract]]));
    const input = { name: unique(reuse), behaviour };
    const { id } = await runs.start(contract, input, {});
    await stack.run(id).end();
    const second = runs.start(contract, input, {});
    if (expected === 'starts') expect((await second).id).not.toBe(id);
    else await expect(second).rejects.toThrow(RunAlreadyExistsError);
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
});

interface Listed {
  edges: { cursor: string; node: { id: string; workflowId: string; status: string; workflow: string } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null; startCursor: string | null };
}

async function list(args: { filter?: object; first?: number; after?: string | null }) {
  const { data, errors } = await stack.graphql(
    `query($filter: RunFilter, $first: Int, $after: String) {
      runs(filter: $filter, first: $first, after: $after) {
        edges { cursor node { id workflowId status workflow } }
        pageInfo { hasNextPage startCursor endCursor }
      }
    }`,
    args,
  );
  return { page: data?.['runs'] as Listed | undefined, errors };
}

/** Polls, as lists lag behind by moments. */
const listed = (filter: object, count: number) =>
  waitFor(`${count} runs with ${JSON.stringify(filter)}`, async () => {
    const { page } = await list({ filter, first: 100 });
    return page?.edges.length === count && page.edges.map(({ node }) => node);
  });

const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('lists', () => {
  const label = { key: 'paging', value: 'yes' };
  const before = new Date().toISOString();

  beforeAll(async () => {
    // Nobody serves this queue: they stay as they are.
    const parked = Array.from({ length: 25 }, (_, n) =>
      stack.temporal.client.workflow.start('parked', {
        workflowId: `parked-${n}`,
        taskQueue: 'nobody',
        searchAttributes: { TempographLabels: [`${label.key}=${label.value}`] },
      }),
    );
    await Promise.all(parked);
    await listed({ label }, 25);
  });

  test.for([1, 5, 7, 10, 24, 25])('pages of %i have no gaps and no doubles', async (first) => {
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { page } = await list({ filter: { label }, first, after });
      seen.push(...page!.edges.map(({ node }) => node.id));
      expect(page!.pageInfo.hasNextPage).toBe(seen.length < 25);
      if (!page!.pageInfo.hasNextPage) break;
      after = page!.pageInfo.endCursor;
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });

  test('a client may go on behind any run it saw, again and again', async () => {
    const { page: whole } = await list({ filter: { label }, first: 100 });
    const order = whole!.edges.map(({ node }) => node.id);
    let { page } = await list({ filter: { label }, first: 100 });
    for (let seen = 3; seen < 25; seen += 3) {
      page = (await list({ filter: { label }, first: 100, after: page!.edges[2]!.cursor })).page;
      expect(page!.edges.map(({ node }) => node.id)).toEqual(order.slice(seen));
    }
  });

  test('behind the last run there is an empty page', async () => {
    const { page } = await list({ filter: { label }, first: 25 });
    const rest = await list({ filter: { label }, after: page!.edges.at(-1)!.cursor });
    expect(rest.page).toEqual({ edges: [], pageInfo: { hasNextPage: false, startCursor: null, endCursor: null } });
  });

  test.for(['nonsense', '!!', text(null), text(5), text(['', -1]), text(['', 1e9]), text([1, 1])])(
    'the cursor %s is an error with a code',
    async (after) => {
      const { errors } = await list({ first: 1, after });
      expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', issues: [{ path: ['after'] }] } }]);
    },
  );

  test('first is at least 1 and capped', async () => {
    for (const first of [0, -1]) {
      const { errors } = await list({ first });
      expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', issues: [{ path: ['first'] }] } }]);
    }
    expect((await list({ filter: { label }, first: 1000 })).page?.edges).toHaveLength(25);
  });

  test('the default is 20', async () => {
    expect((await list({ filter: { label } })).page?.edges).toHaveLength(20);
  });

  test.for([`it's "all" \\ 漢字 100%`, "''", '', '%22', 'a=b', ' two words '])(
    'a label may say %j, and is found by it alone',
    async (value) => {
      const label = { key: 'odd', value };
      const { id } = await start({ name: unique('label') }, { labels: [label] });
      expect(await listed({ label }, 1)).toMatchObject([{ id }]);
      expect(await read(id, 'labels { key value }')).toEqual({ labels: [label] });
    },
  );

  test('filters narrow', async () => {
    const name = unique('filters');
    const mark = { key: 'mark', value: name };
    const completed = await stack.start(
      'probe',
      { name: `${name}-1` },
      { labels: [mark, { key: 'second', value: '' }] },
    );
    const failed = await stack.start('probe', { name: `${name}-2`, behaviour: 'FAIL_IN_WORKFLOW' }, { labels: [mark] });
    await Promise.all([completed.end(), failed.end()]);
    await listed({ label: mark, status: ['COMPLETED', 'FAILED'] }, 2);
    const ids = async (filter: object) =>
      (await list({ filter: { label: mark, ...filter } })).page?.edges.map(({ node }) => node.id);
    expect(await ids({ status: ['COMPLETED'] })).toEqual([completed.id]);
    expect(await ids({ status: ['FAILED'] })).toEqual([failed.id]);
    expect(await ids({ status: ['RUNNING', 'PAUSED', 'CANCELED', 'TERMINATED', 'TIMED_OUT'] })).toEqual([]);
    expect(await ids({ workflow: 'probe' })).toHaveLength(2);
    expect(await ids({ workflow: "pro'be" })).toEqual([]);
    expect(await ids({ startedAfter: before })).toHaveLength(2);
    expect(await ids({ startedBefore: before })).toEqual([]);
    expect(await ids({ label: { key: 'second', value: '' } })).toEqual([completed.id]);
    expect(await read(completed.id, 'labels { key value }')).toEqual({ labels: [mark, { key: 'second', value: '' }] });
  });
});

describe('chains and families', () => {
  test('a chain of executions is listed once, under one id', async () => {
    const label = { key: 'chain', value: unique('v') };
    const run = await stack.start(
      'probe',
      { name: unique('chain'), behaviour: 'CONTINUE_AS_NEW', count: 2 },
      { labels: [label] },
    );
    await run.end();
    const [row] = await listed({ label, status: ['COMPLETED'] }, 1);
    expect(row).toMatchObject({ id: run.id });
    expect(await listed({ label }, 1)).toHaveLength(1);
    expect(await read(run.id, 'id status inputJson')).toMatchObject({
      id: run.id,
      status: 'COMPLETED',
      inputJson: { count: 2 },
    });
  });

  test('parents have children, all of them and only theirs', async () => {
    const input = { name: unique('parent'), behaviour: 'START_CHILDREN', count: 2 };
    const first = await stack.start('probe', input);
    await first.end();
    const children = 'children(first: 10) { edges { node { id workflowId parent { id } } } }';
    type Family = { children: { edges: { node: { id: string; workflowId: string; parent: { id: string } } }[] } };
    const family = (id: string, names: string[]) =>
      waitFor(`the children of ${id}`, async () => {
        const { children: found } = (await read(id, children)) as unknown as Family;
        return found.edges.length >= names.length && found.edges.map(({ node }) => node);
      });
    const names = [1, 2].map((n) => `${input.name}-child-${n}`);
    const found = await family(first.id, names);
    expect(found.map(({ workflowId }) => workflowId)).toEqual(names);
    expect(found.map(({ parent }) => parent.id)).toEqual([first.id, first.id]);

    const again = await start(input, { rerun: true });
    await stack.run(again.id).end();
    const other = await family(again.id, names);
    expect(other.map(({ id }) => id)).not.toContain(found[0]?.id);
    expect(await family(first.id, names)).toEqual(found);
    const roots = await list({ filter: { workflow: 'probe' }, first: 100 });
    expect(roots.page?.edges.map(({ node }) => node.workflowId)).not.toContain(names[0]);
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
