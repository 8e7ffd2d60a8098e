import { expect, onTestFinished, test } from 'vitest';
import { createApprovalsClient } from '../../../test/approvals-client.ts';
import { ownServices } from '../../../test/own-services.ts';
import { useStack } from '../../../test/stack.ts';
import type { ApprovalFilter } from './list.ts';

const stack = useStack({ fixtures: true });
const approvals = createApprovalsClient(stack);

/** What a subscriber is sent, one after the other. */
function follow(filter: object) {
  const stream = stack.subscribe(
    'subscription($filter: ApprovalFilter) { approvals(filter: $filter) { id state delivery } }',
    { filter },
  );
  const values = stream[Symbol.asyncIterator]();
  onTestFinished(async () => void (await values.return!()));
  return async () => {
    const { value } = await values.next();
    return (value as { data: { approvals: { id: string; state: string } } }).data.approvals;
  };
}

const page = async (filter: ApprovalFilter, first: number, after?: string | null) => {
  const { data, errors } = await stack.graphql(
    `query($filter: ApprovalFilter, $first: Int, $after: String) {
      approvals(filter: $filter, first: $first, after: $after) {
        edges { node { id } } pageInfo { hasNextPage endCursor }
      }
    }`,
    { filter, first, after },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  const { edges, pageInfo } = data!['approvals'] as {
    edges: { node: { id: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
  return { ids: edges.map(({ node }) => node.id), ...pageInfo };
};

test('a subscriber gets what is open, then what is opened and settled, and what no longer matches once more', async () => {
  const label = { key: 'team', value: 'press & "web"' };
  const run = await approvals.start({}, { labels: [label] });
  const { id } = await approvals.opened(run);
  const other = await approvals.start();
  const { id: others } = await approvals.opened(other);
  const ofLabel = follow({ label, state: ['OPEN'] });
  const ofRun = follow({ run: other.id });
  const ofWorkflow = follow({ workflow: 'asking', state: ['OPEN'] });
  expect(await ofLabel()).toMatchObject({ id, state: 'OPEN' });
  expect(await ofRun()).toMatchObject({ id: others, state: 'OPEN' });
  expect([(await ofWorkflow()).id, (await ofWorkflow()).id]).toEqual([id, others]);

  await approvals.decide(others, 'APPROVE');
  expect(await ofRun()).toMatchObject({ id: others, state: 'DECIDED' });
  const late = await approvals.start({}, { labels: [label] });
  const { id: newer } = await approvals.opened(late);
  expect(await ofLabel()).toMatchObject({ id: newer, state: 'OPEN' });
  await approvals.decide(id, 'REJECT');
  expect(await ofLabel()).toMatchObject({ id, state: 'DECIDED' });
  await approvals.decide(newer, 'REJECT');
  await Promise.all([run.end(), other.end(), late.end()]);
});

test('without a bus changes are found by looking', async () => {
  const { approvals: own } = ownServices(stack);
  const run = await approvals.start();
  const { id } = await approvals.opened(run);
  const values = own.follow({ run: run.id })[Symbol.asyncIterator]();
  expect((await values.next()).value).toMatchObject({ state: 'OPEN' });
  await approvals.decide(id, 'APPROVE');
  expect((await values.next()).value).toMatchObject({ state: 'DECIDED' });
  await values.return!();
  await run.end();
});

test('lists are filtered, newest first, page by page', async () => {
  const label = { key: 'page', value: 'yes' };
  const runs = await Promise.all([1, 2, 3].map(() => approvals.start({}, { labels: [label] })));
  const ids: string[] = [];
  for (const run of runs) ids.push((await approvals.opened(run)).id);
  const first = await page({ label }, 2);
  expect(first).toMatchObject({ hasNextPage: true });
  const second = await page({ label }, 2, first.endCursor);
  expect(second).toMatchObject({ hasNextPage: false });
  expect([...first.ids, ...second.ids].toSorted()).toEqual(ids.toSorted());
  await approvals.decide(ids[0]!, 'APPROVE');
  expect((await page({ label, state: ['DECIDED'] }, 10)).ids).toEqual([ids[0]]);
  expect((await page({ label, state: ['OPEN'], run: runs[1]!.id }, 10)).ids).toEqual([ids[1]]);
  expect((await page({ workflow: 'noop' }, 10)).ids).toEqual([]);
  expect((await page({ run: 'nonsense' }, 10)).ids).toEqual([]);
  await expect(page({}, 10, 'nonsense')).rejects.toThrow('INVALID_INPUT');
  await Promise.all(ids.slice(1).map((id) => approvals.decide(id, 'APPROVE')));
  await Promise.all(runs.map((run) => run.end()));
});
