import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

const stack = useStack({ worker: false, env: { ADMIN_API_KEY: randomUUID() + randomUUID() } });

const createKey = `mutation($name: String!) {
  createApiKey(input: { name: $name, role: VIEWER }) { ... on ApiKeyCreated { secret } }
}`;
const actions = async () => {
  const { rows } = await stack.database.pool.query('SELECT action, outcome FROM audit_log ORDER BY id');
  return rows as unknown[];
};

test.each([
  ['worked', () => stack, 'OK'],
  ['was refused', (secret: string) => stack.as(secret), 'FORBIDDEN'],
])('a mutation that %s is answered once it is in the audit log, and not before', async (_how, clientOf, outcome) => {
  const { data } = await stack.graphql(createKey, { name: 'viewer' });
  const { secret } = data!['createApiKey'] as { secret: string };
  const earlier = await actions();
  const holder = await stack.database.pool.connect();
  onTestFinished(() => holder.release(true)); // with the lock, should it still have it
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE audit_log IN SHARE ROW EXCLUSIVE MODE'); // nobody can write

  let answered = false;
  const asked = clientOf(secret)
    .graphql(createKey, { name: outcome })
    .then(() => (answered = true));
  await waitFor('the entry that waits', async () => {
    const { rows } = await holder.query(
      `SELECT 1 FROM pg_locks WHERE relation = 'audit_log'::regclass AND NOT granted`,
    );
    return rows.length > 0;
  });
  // Whatever else was to be said by now would be said before these.
  for (let n = 0; n < 20; n++) await stack.graphql('{ __typename }');
  expect(answered).toBe(false);

  await holder.query('COMMIT');
  await asked;
  expect(await actions()).toEqual([...earlier, { action: 'createApiKey', outcome }]);
});
