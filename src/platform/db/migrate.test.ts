import { once } from 'node:events';
import net from 'node:net';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { newDatabase, query, useDatabase } from '../../../test/database.ts';
import { documentedRole, newRole } from '../../../test/database-role.ts';
import { createTcpProxy } from '../../../test/tcp-proxy.ts';
import { createKeys } from '../../services/access/keys.ts';
import { SettingsError } from '../env.ts';
import { createLog } from '../log.ts';
import { createDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { readMigrations } from './migrations.ts';

const database = useDatabase();
const log = createLog('silent');
const all = readMigrations().map(({ tag }) => tag);

test('of processes that start together one migrates, and says what', async () => {
  const url = await newDatabase();
  const taken = await Promise.all([migrate(url, log), migrate(url, log), migrate(url, log)]);
  expect(taken.flat()).toEqual(all);
  expect(await migrate(url, log)).toEqual([]);
  expect(await query(url, 'SELECT count(*)::int AS count FROM migrations')).toEqual([{ count: all.length }]);
});

test('a process that migrates for long is told of, and holds nobody who is told to stop', async () => {
  const url = await newDatabase();
  const busy = new Client({ connectionString: url });
  await busy.connect();
  onTestFinished(() => busy.end());
  await busy.query('SELECT pg_advisory_lock(7306620150)');
  await expect(migrate(url, log, 0)).rejects.toThrow(
    new SettingsError('DATABASE_URL: Another process migrates this database, and has not ended yet.'),
  );
  const patient = migrate(url, log);
  await busy.query('SELECT pg_advisory_unlock(7306620150)');
  expect(await patient).toEqual(all);
});

test('an address that names a file which is not there is told by its variable', async () => {
  const attempt = migrate(`${await newDatabase()}?sslrootcert=/nowhere/ca.pem`, log, 0);
  await expect(attempt).rejects.toThrow(/^DATABASE_URL: ENOENT.*\/nowhere\/ca\.pem/);
});

test('a server that comes up later is waited for, and the log says so', async () => {
  const url = new URL(await newDatabase());
  const proxy = await createTcpProxy(url.host);
  onTestFinished(() => proxy.close());
  url.host = proxy.address;
  await proxy.cut();
  const warned: object[] = [];
  const warn = (fields: object) => {
    warned.push(fields);
    void proxy.restore();
  };
  expect(await migrate(url.href, { ...log, warn })).toEqual(all);
  expect(warned).toEqual([{ host: proxy.address, reason: expect.stringContaining('ECONNREFUSED') }]);
});

test('a server that does not come up is named, without the password', async () => {
  const attempt = migrate('postgres://nobody:hidden@127.0.0.1:1/none', log, 0);
  await expect(attempt).rejects.toThrow(SettingsError);
  await expect(attempt).rejects.toThrow(
    'DATABASE_URL: PostgreSQL at 127.0.0.1:1 does not answer: connect ECONNREFUSED 127.0.0.1:1.',
  );
});

test('a server that takes the connection and says nothing is given up, too', async () => {
  const deaf = net.createServer().listen(0, '127.0.0.1');
  await once(deaf, 'listening');
  onTestFinished(() => void deaf.close());
  const { port } = deaf.address() as net.AddressInfo;
  await expect(migrate(`postgres://127.0.0.1:${port}/none`, log, 0)).rejects.toThrow(/does not answer: timeout/);
});

test('what the server refuses is not tried again', async () => {
  const url = new URL(database.url);
  url.pathname = '/nowhere';
  await expect(migrate(url.href, log)).rejects.toThrow('DATABASE_URL: PostgreSQL says: database "nowhere" does not');
  url.password = 'wrong';
  await expect(migrate(url.href, log)).rejects.toThrow(/^DATABASE_URL: PostgreSQL says: password .* failed .*\.$/);
});

test('a user who may not make tables is told what to do, and needs not once they are there', async () => {
  const owner = await newDatabase();
  const { url, name } = await newRole(owner);
  await expect(migrate(url, log)).rejects.toThrow(
    /^DATABASE_URL: PostgreSQL says: permission denied .*RUN_MODE=migrate/,
  );
  await migrate(owner, log);
  await expect(migrate(url, log)).rejects.toThrow(/permission denied for table migrations.*docs\/OPERATE\.md/);
  await query(owner, await documentedRole('api', name));
  expect(await migrate(url, log)).toEqual([]);
});

test('the audit log takes rows and lets nobody change or remove them', async () => {
  const add = `INSERT INTO audit_log (actor, action, targets, outcome) VALUES ('anyone', 'test', '{}', 'OK')`;
  const changes = [`UPDATE audit_log SET actor = 'nobody'`, 'DELETE FROM audit_log', 'TRUNCATE audit_log'];
  await query(database.url, add);
  for (const change of changes) await expect(query(database.url, change)).rejects.toThrow(/append-only/);

  const { url, name } = await newRole(database.url);
  await query(database.url, await documentedRole('api', name));
  await query(url, add);
  for (const change of changes) await expect(query(url, change)).rejects.toThrow(/permission denied/);
  const rights = 'ALTER TABLE audit_log DISABLE TRIGGER ALL';
  await expect(query(url, rights)).rejects.toThrow(/must be owner/);
});

test('a user with only the rights that are documented can do all that the API does', async () => {
  const { url, name } = await newRole(database.url);
  await query(database.url, await documentedRole('api', name));
  const own = createDatabase(url, log);
  onTestFinished(() => own.close());
  const keys = createKeys(own);
  const { key, secret } = await keys.create({ name: 'few rights', role: 'VIEWER' });
  expect(await keys.caller(secret)).toMatchObject({ actor: `key:${key.id}` });
  await keys.revoke(key.id);
});
