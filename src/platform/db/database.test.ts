import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';

const database = useDatabase();

test('a transaction in which nothing happens any more is ended by the server, on every connection', async () => {
  const limits = await Promise.all(
    Array.from({ length: 3 }, () => database.pool.query('SHOW idle_in_transaction_session_timeout')),
  );
  expect(limits.map(({ rows }) => rows as unknown)).toEqual(
    Array.from({ length: 3 }, () => [{ idle_in_transaction_session_timeout: '30s' }]),
  );

  const client = await database.pool.connect();
  const lost = new Promise<Error>((resolve) => client.on('error', resolve));
  await client.query('SET idle_in_transaction_session_timeout = 50');
  await client.query('BEGIN');
  expect((await lost).message).toMatch(/idle-in-transaction/);
  client.release(true);
  expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});
