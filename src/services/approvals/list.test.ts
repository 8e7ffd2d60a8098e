import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createApprovalsClient } from '../../../test/approvals-client.ts';
import type { GraphqlClient } from '../../../test/graphql-client.ts';
import { noteSecret } from '../../../test/note-secret.ts';
import { ownServices } from '../../../test/own-services.ts';
import { useStack } from '../../../test/stack.ts';
import type { ApprovalFilter } from './list.ts';

const stack = useStack({ fixtures: true, env: { ADMIN_API_KEY: randomBytes(24).toString('hex') } });
const approvals = createApprovalsClient(stack);

async function key(input: object): Promise<GraphqlClient> {
  const { data } = await stack.graphql(
    'mutation($input: CreateApiKeyInput!) { made: createApiKey(input: $input) { ... on ApiKeyCreated { secret } } }',
    { input: { name: 'test', ...input } },
  );
  const { secret } = data!['made'] as { secret: string };
  noteSecret({ name: 'a key', value: secret });
  return stack.as(secret);
}

async function token(input: object): Promise<GraphqlClient> {
  const { data } = await stack.graphql(
    'mutation($input: CreateAccessTokenInput!) { made: createAccessToken(input: $input) { ... on AccessToken { token } } }',
    { input },
  );
  const made = (data!['made'] as { token: string }).token;
  noteSecret({ name: 'a token', value: made });
  return stack.as(made);
}

const listOf = async (client: GraphqlClient) => {
  const { data, errors } = await client.graphql('{ approvals(first: 100) { edges { node { id } } } }');
  if (errors) return errors[0]!.extensions!['code'];
  return (data!['approvals'] as { edges: { node: { id: string } }[] }).edges.map(({ node }) => node.id);
};

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

test('nobody decides, or sees what is asked, without DECIDE, and of other runs and workflows it is as if there was nothing', async () => {
  const [run, other] = await Promise.all([approvals.start(), approvals.start()]);
  const [{ id }, { id: others }] = await Promise.all([approvals.opened(run), approvals.opened(other)]);
  const viewer = await key({ role: 'VIEWER' });
  const watcher = await token({ runs: [run.id], permissions: ['WATCH'] });
  for (const client of [viewer, watcher]) {
    await expect(approvals.decide(id, 'APPROVE', {}, client)).rejects.toThrow('needs the permission DECIDE');
    expect(await listOf(client)).toBe('FORBIDDEN');
    const { errors } = await client.graphql(
      'query($id: ID!) { run(id: $id) { waiting { __typename } approvals { edges { node { id } } } } }',
      { id: run.id },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    for await (const { errors: refused } of client.subscribe('subscription { approvals { id } }')) {
      expect(refused).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  }
  const elsewhere = await key({ role: 'OPERATOR', workflows: ['noop'] });
  expect(await approvals.decide(id, 'APPROVE', {}, elsewhere)).toMatchObject({ __typename: 'ApprovalNotFoundError' });
  expect(await listOf(elsewhere)).toEqual([]);

  const visitor = await token({ runs: [run.id], permissions: ['WATCH', 'DECIDE'] });
  expect(await listOf(visitor)).toEqual([id]);
  expect(await approvals.decide(others, 'APPROVE', {}, visitor)).toMatchObject({ __typename: 'ApprovalNotFoundError' });
  const { errors } = await visitor.graphql('query($id: ID!) { approval(id: $id) { link { url } } }', { id });
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  const first = visitor.subscribe('subscription { approvals { id state } }')[Symbol.asyncIterator]();
  expect((await first.next()).value).toMatchObject({ data: { approvals: { id, state: 'OPEN' } } });
  await approvals.decide(others, 'REJECT');
  expect(await approvals.decide(id, 'APPROVE', {}, visitor)).toMatchObject({
    __typename: 'Approval',
    decidedBy: expect.stringMatching(/^token:/),
  });
  expect((await first.next()).value).toMatchObject({ data: { approvals: { id, state: 'DECIDED' } } });
  await first.return!();
  expect(await listOf(await key({ role: 'OPERATOR', workflows: ['asking'] }))).toHaveLength(2);
  await Promise.all([run.end(), other.end()]);
});

test('deciding is in the audit log, whatever came of it', async () => {
  const run = await approvals.start();
  const { id } = await approvals.opened(run);
  await approvals.decide(id, 'MAYBE');
  await approvals.decide(id, 'APPROVE');
  await approvals.decide(id, 'APPROVE');
  const { data } = await stack.graphql('{ auditLog(first: 30) { edges { node { action targets outcome } } } }');
  const { edges } = data!['auditLog'] as { edges: { node: { targets: string[]; outcome: string } }[] };
  const outcomes = edges.filter(({ node }) => node.targets.includes(id)).map(({ node }) => node.outcome);
  expect(outcomes).toEqual(['ALREADY_DECIDED', 'OK', 'INVALID_INPUT']);
});

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
