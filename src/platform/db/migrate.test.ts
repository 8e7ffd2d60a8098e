import { Client } from 'pg';
import { expect, test } from 'vitest';
import { newDatabase, useDatabase } from '../../../test/database.ts';
import { migrate } from './migrate.ts';

const database = useDatabase();

test('processes that start together migrate one after the other, and again changes nothing', async () => {
  const url = await newDatabase();
  await Promise.all([migrate(url), migrate(url), migrate(url)]);
  await migrate(url);
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT count(*)::int AS count FROM migrations');
  await client.end();
  expect(rows).toEqual([{ count: 1 }]);
});

test('a database that is not there is named', async () => {
  await expect(migrate('postgres://nobody:secret@127.0.0.1:1/none')).rejects.toThrow('ECONNREFUSED');
});

test('the audit log takes rows and lets nobody change or remove them', async () => {
  const { pool } = database;
  await pool.query(`INSERT INTO audit_log (actor, action, targets, outcome) VALUES ('anyone', 'test', '{}', 'OK')`);
  for (const change of [`UPDATE audit_log SET actor = 'nobody'`, 'DELETE FROM audit_log', 'TRUNCATE audit_log']) {
    await expect(pool.query(change)).rejects.toThrow(/append-only/);
  }
});
