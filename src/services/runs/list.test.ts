import { beforeAll, describe, expect, test } from 'vitest';
import { resetRun } from '../../../test/reset-run.ts';
import { createRunsClient, unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';

const stack = useStack({ fixtures: true });
const { start, read, list, listed } = createRunsClient(stack);

// The runs of these are what the filters of the lists below must leave out.
describe('chains and families', () => {
  test('parents have children, all of them and only theirs', async () => {
    const input = { name: unique('parent'), behaviour: 'START_CHILDREN', count: 2 };
    const first = await stack.start('probe', input);
    await first.end();
    const children = 'children(first: 10) { edges { node { id workflowId parent { id } } } }';
    type Family = { children: { edges: { node: { id: string; workflowId: string; parent: { id: string } } }[] } };
    const family = (id: string, names: string[]) =>
      waitFor(`the children of ${id}`, async () => {
        const { children: found } = (await read(id, children)) as Family;
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

  test('a run that was reset is listed once, as it is now', async () => {
    const label = { key: 'reset', value: unique('v') };
    const older = await stack.start('probe', { name: unique('reset') }, { labels: [label] });
    await older.end();
    const run = await stack.start('probe', { name: unique('reset') }, { labels: [label] });
    await run.end();
    await resetRun(stack.temporal, run.id);
    await run.end();
    const executions = await waitFor('all executions', async () => {
      const query = `TempographLabels = '${label.key}=${label.value}' AND ExecutionStatus = 'Completed'`;
      const { service, namespace } = stack.temporal;
      const { executions } = await service.listWorkflowExecutions({ namespace, query });
      return executions.length === 3 && executions;
    });
    expect(new Set(executions.map(({ execution }) => execution?.workflowId)).size).toBe(2);
    const { page } = await list({ filter: { label } });
    expect(page!.edges.map(({ node }) => node)).toMatchObject([
      { id: run.id, status: 'COMPLETED' },
      { id: older.id, status: 'COMPLETED' },
    ]);
    const seen: string[] = [];
    for (let after: string | null | undefined, more = true, pages = 0; more; pages++) {
      expect(pages).toBeLessThan(3); // one of them is empty: it has the row that was replaced
      const { page } = await list({ filter: { label }, first: 1, after });
      seen.push(...page!.edges.map(({ node }) => node.id));
      ({ hasNextPage: more, endCursor: after } = page!.pageInfo);
    }
    expect(seen).toEqual([run.id, older.id]);
    const again = await start({ name: unique('reset') }, { labels: [label] });
    await stack.run(again.id).end();
    expect(await listed({ label, status: ['COMPLETED'] }, 3)).toHaveLength(3);
  });

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
