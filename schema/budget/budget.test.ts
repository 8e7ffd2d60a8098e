import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { callEnd, newCall } from '../../test/new-call.ts';
import { useStack } from '../../test/stack.ts';
import { budgets } from '../../src/platform/db/tables/budgets.ts';
import { createGenerations } from '../../src/services/generations/generations.ts';
import type { NewCall } from '../../src/services/generations/generation.ts';
import { decodeRunId } from '../../src/services/runs/run-id.ts';

const stack = useStack({ fixtures: true, worker: false, env: { ADMIN_API_KEY: randomUUID() + randomUUID() } });

async function spend(cost: number | null, more: Partial<NewCall>) {
  const id = randomUUID();
  const generations = createGenerations(stack.database);
  await generations.begin(id, newCall({ reserved: cost, ...more }));
  await generations.settle(id, callEnd(cost));
}

const setBudget = async (input: object, client = stack as Pick<typeof stack, 'graphql'>) => {
  const { data, errors } = await client.graphql(
    `mutation($input: SetBudgetInput!) { setBudget(input: $input) {
      ... on Budget { id workflow label { key value } period limitUsd spentUsd reservedUsd onLimit periodStart periodEnd }
      ... on InvalidInputError { issues { path } }
    } }`,
    { input },
  );
  return {
    budget: data?.['setBudget'] as Record<string, unknown> | undefined,
    code: errors?.[0]?.extensions?.['code'],
  };
};

async function keyWith(input: object) {
  const { data } = await stack.graphql(
    `mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKeyCreated { secret } } }`,
    { input: { name: 'test', ...input } },
  );
  return stack.as((data!['createApiKey'] as { secret: string }).secret);
}

test('a budget is set, shown with what is used of it, changed and deleted', async () => {
  const label = { key: 'campaign', value: "spring's" };
  await spend(1_500_000, { labels: ['campaign=spring%27s'] });
  const { budget } = await setBudget({ label, period: 'MONTH', limitUsd: 20 });
  const now = new Date();
  expect(budget).toEqual({
    id: expect.stringMatching(/^Budget:/),
    workflow: null,
    label,
    period: 'MONTH',
    limitUsd: 20,
    spentUsd: 1.5,
    reservedUsd: 0,
    onLimit: 'FAIL',
    periodStart: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth())).toISOString(),
    periodEnd: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)).toISOString(),
  });
  const { budget: changed } = await setBudget({ label, period: 'MONTH', limitUsd: 30, onLimit: 'ASK' });
  expect(changed).toMatchObject({ id: budget!['id'], limitUsd: 30, onLimit: 'ASK' });

  const remove = (id: unknown) =>
    stack.graphql('mutation($id: ID!) { deleteBudget(id: $id) { __typename ... on Error { code } } }', { id });
  expect((await remove(budget!['id'])).data).toEqual({ deleteBudget: { __typename: 'BudgetDeleted' } });
  const again = { __typename: 'BudgetNotFoundError', code: 'BUDGET_NOT_FOUND' };
  expect((await remove(budget!['id'])).data).toEqual({ deleteBudget: again });
  expect((await stack.graphql('{ budgets { id } }')).data).toEqual({ budgets: [] });
});

test('what is wrong with a budget is named', async () => {
  const { budget } = await setBudget({ workflow: 'nobodys', period: 'DAY', limitUsd: -1 });
  expect(budget).toEqual({ issues: [{ path: ['limitUsd'] }, { path: ['workflow'] }] });
  const { budget: tiny } = await setBudget({ period: 'DAY', limitUsd: 0.000_000_1 });
  expect(tiny, 'which would count as nothing').toEqual({ issues: [{ path: ['limitUsd'] }] });
});

test('budgets are for administrators, and of one workflow for those of that workflow', async () => {
  const [operator, viewer] = await Promise.all([keyWith({ role: 'OPERATOR' }), keyWith({ role: 'VIEWER' })]);
  for (const client of [operator, viewer]) {
    expect(await setBudget({ period: 'DAY', limitUsd: 1 }, client)).toMatchObject({ code: 'FORBIDDEN' });
    expect((await client.graphql('{ budgets { id } }')).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  }
  const ofProbe = await keyWith({ role: 'ADMIN', workflows: ['probe'] });
  const { budget: all } = await setBudget({ period: 'DAY', limitUsd: 100 });
  const { budget: own } = await setBudget({ workflow: 'probe', period: 'DAY', limitUsd: 100 }, ofProbe);
  const label = { key: 'a', value: 'b' };
  for (const wide of [{}, { label }, { workflow: 'noop' }, { label, workflow: 'probe' }]) {
    expect(await setBudget({ ...wide, period: 'DAY', limitUsd: 1 }, ofProbe)).toMatchObject({ code: 'FORBIDDEN' });
  }
  expect((await ofProbe.graphql('{ budgets { id } }')).data).toEqual({ budgets: [{ id: own!['id'] }] });
  const { data } = await ofProbe.graphql('mutation($id: ID!) { deleteBudget(id: $id) { ... on Error { code } } }', {
    id: all!['id'],
  });
  expect(data).toEqual({ deleteBudget: { code: 'BUDGET_NOT_FOUND' } });
  expect((await stack.graphql('{ budgets { id } }')).data).toEqual({
    budgets: [{ id: all!['id'] }, { id: own!['id'] }],
  });
  await stack.database.ask((db) => db.delete(budgets)); // they would hold for the next test
});

test('the cost of a run is told to who may see what it was given, and costs of all to who may see their runs', async () => {
  const { id } = await stack.start('probe', { name: randomUUID() });
  const { first: run } = decodeRunId(id)!;
  await spend(250_000, { run, workflow: 'probe', model: 'priced', step: 'act' });
  await spend(null, { run, workflow: 'probe', model: 'unpriced', step: 'act' });
  await spend(3, { workflow: 'noop' });
  const query = `query($id: ID!) { run(id: $id) { cost {
    usd calls unpriced inputTokens outputTokens images byModel { key usd unpriced } byStep { key usd calls } } } }`;
  const cost = {
    usd: 0.25,
    calls: 2,
    unpriced: 1,
    inputTokens: 20,
    outputTokens: 10,
    images: 0,
    byModel: [
      { key: 'priced', usd: 0.25, unpriced: 0 },
      { key: 'unpriced', usd: 0, unpriced: 1 },
    ],
    byStep: [{ key: 'act', usd: 0.25, calls: 2 }],
  };
  const viewer = await keyWith({ role: 'VIEWER', workflows: ['probe'] });
  expect((await viewer.graphql(query, { id })).data).toEqual({ run: { cost } });

  const sums = `query($from: DateTime!, $to: DateTime!) {
    costs(from: $from, to: $to, groupBy: WORKFLOW) { key usd calls unpriced } }`;
  const time = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 60_000) };
  expect((await viewer.graphql(sums, time)).data).toEqual({
    costs: [{ key: 'probe', usd: 0.25, calls: 2, unpriced: 1 }],
  });
  const all = (await stack.graphql(sums, time)).data!['costs'] as { key: string }[];
  expect(all.map(({ key }) => key)).toEqual(expect.arrayContaining(['probe', 'noop']));

  const { data } = await stack.graphql(
    `mutation($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { ... on AccessToken { token } } }`,
    { input: { permissions: ['WATCH'], runs: [id], expiresIn: 600 } },
  );
  const visitor = stack.as((data!['createAccessToken'] as { token: string }).token);
  expect((await visitor.graphql(query, { id })).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  expect((await visitor.graphql(sums, time)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
});

test('a time that makes no sense is refused', async () => {
  const { errors } = await stack.graphql(
    '{ costs(from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z", groupBy: DAY) { key } }',
  );
  expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('to: Must be later than from.') });
});
