import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { createApprovalsClient } from '../test/approvals-client.ts';
import { createBackfillClient } from '../test/backfill-client.ts';
import { query } from '../test/database.ts';
import { startWorkerWithItsRights } from '../test/database-role.ts';
import { useFakeAi } from '../test/fake-ai.ts';
import { useStack } from '../test/stack.ts';

const fakes = useFakeAi();
const stack = useStack({
  fixtures: true,
  worker: false,
  get env() {
    return fakes.env;
  },
});
const approvals = createApprovalsClient(stack);

beforeAll(() => startWorkerWithItsRights(stack));

test('a worker needs no more of the database than is documented: to call models within limits, to ask people, to backfill', async () => {
  await stack.graphql('mutation { setBudget(input: { period: DAY, limitUsd: 100 }) { __typename } }');
  const cap = { maxCostUsd: 0.0001, onMaxCost: 'ASK' };
  const [asker, late, left] = await Promise.all([
    stack.start('asker', { name: randomUUID(), after: 'FAIL_ONCE' }, cap),
    approvals.start({ seconds: 1, otherwise: 'REJECT' }),
    approvals.start({ behaviour: 'LEAVE' }),
  ]);
  await approvals.decide((await approvals.opened(asker, 'budget')).id, 'RAISE', { edits: { maxCostUsd: 1 } });
  await approvals.decide((await approvals.opened(left, 'publish')).id, 'YES');
  const client = createBackfillClient(stack);
  const backfill = await client.start(await client.make(), client.hours(1));
  for (const run of [asker, late, left, backfill]) expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
});

test.each([
  'UPDATE budgets SET "limit" = 0',
  'DELETE FROM budgets',
  'SELECT * FROM api_keys',
  'SELECT * FROM audit_log',
  'DELETE FROM approvals',
  'UPDATE brands SET approval = $$NEVER$$',
  'UPDATE channels SET token = NULL',
  'DELETE FROM photos',
])('and can not %s', async (statement) => {
  await expect(query(stack.env['DATABASE_URL']!, statement)).rejects.toThrow('permission denied');
});
