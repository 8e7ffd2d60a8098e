import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createApprovalsClient } from '../../../test/approvals-client.ts';
import type { GraphqlClient } from '../../../test/graphql-client.ts';
import { noteSecret } from '../../../test/note-secret.ts';
import { useStack } from '../../../test/stack.ts';

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
