import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type Database } from '../../src/platform/db/database.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { processEnv } from '../../src/platform/env.ts';
import { createLog } from '../../src/platform/log.ts';
import { createAudit } from '../../src/services/access/audit.ts';
import { createKeys } from '../../src/services/access/keys.ts';
import { query } from '../database.ts';
import { brandRow, photoRow, publicationRow } from '../feed-rows.ts';
import { postgresPrograms, useOwnPostgres } from '../own-postgres.ts';
import { root } from '../static/source.ts';
import { waitFor } from '../wait-for.ts';

if (!postgresPrograms)
  process.stdout.write(
    'No test of backups, as no PostgreSQL with pg_dump is installed here (apt-get install postgresql).\n',
  );

// What URLs have to escape, and shells would take for something else.
const password = `p@ss/w%rd $(touch x) "'; ${randomUUID()}`;
const log = createLog('silent');

const suite = postgresPrograms ? test : test.skip;
const server = postgresPrograms ? useOwnPostgres(postgresPrograms, password) : { url: () => '' };
const backups = mkdtempSync(path.join(os.tmpdir(), 'tempograph-backups-'));
afterAll(() => rmSync(backups, { recursive: true }));

const run = async (script: string, env: Record<string, string>, ...args: string[]) => {
  const { PATH } = processEnv();
  const file = path.join(root, 'deploy/backup', script);
  const options = { env: { PATH: `${postgresPrograms}:${PATH}`, BACKUP_DIR: backups, ...env } };
  return promisify(execFile)(file, args, options).then(
    ({ stdout }) => ({ code: 0, said: stdout.trim() }),
    (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr.trim() }),
  );
};
const newDatabase = async (name = `d${randomUUID().slice(0, 8)}`) => {
  await query(server.url('postgres'), `CREATE DATABASE "${name}"`);
  return server.url(name);
};
/** Every row of every table, and every index, constraint and trigger. */
async function contentOf(url: string) {
  const tables = (await query(
    url,
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  )) as { name: string }[];
  const rows = await Promise.all(
    tables.map(
      async ({ name }) => [name, await query(url, `SELECT t::text AS row FROM "${name}" t ORDER BY 1`)] as const,
    ),
  );
  const indexes = await query(url, `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`);
  const constraints = await query(
    url,
    `SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1`,
  );
  const triggers = await query(url, `SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`);
  return { rows: Object.fromEntries(rows), indexes, constraints, triggers };
}

let source: string;
let database: Database;
beforeAll(async () => {
  if (!postgresPrograms) return;
  source = await newDatabase('tempograph');
  await migrate(source, log);
  database = createDatabase(source, log);
  await createKeys(database).create({ name: 'shop', role: 'ADMIN' });
  await createAudit(database, log).record({ actor: 'shop', action: 'createApiKey', targets: [], outcome: 'OK' });
  const brand = await brandRow(database);
  for (const state of ['PLANNED', 'LIVE'] as const)
    await publicationRow(database, { brand, photo: await photoRow(database, brand) }, state);
});
afterAll(() => database?.close());

suite('what is backed up is restored as it was, and goes on being used', async () => {
  const before = await contentOf(source);
  expect(Object.values(before.rows).filter((rows) => rows.length > 0).length).toBeGreaterThan(4);
  expect(before.triggers.length).toBeGreaterThan(0);
  const { code, said: file } = await run('backup.sh', { DATABASE_URL: source });
  expect(code).toBe(0);
  expect(file).toMatch(/\/tempograph-\d{8}T\d{6}Z\.dump$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file).includes(password)).toBe(false);

  const target = await newDatabase();
  expect(await run('restore.sh', { DATABASE_URL: target }, file)).toEqual({ code: 0, said: `${file} is restored.` });
  expect(await contentOf(target)).toEqual(before);
  expect(await migrate(target, log)).toEqual([]);
  await expect(query(target, 'DELETE FROM audit_log')).rejects.toThrow(); // its triggers are there
});

suite('a database with tables is left alone', async () => {
  const { said: file } = await run('backup.sh', { DATABASE_URL: source });
  const before = await contentOf(source);
  const refused = await run('restore.sh', { DATABASE_URL: source }, file);
  expect(refused).toEqual({
    code: 1,
    said: expect.stringMatching(/^DATABASE_URL: The database has \d+ tables\. Restore into an empty/) as string,
  });
  expect(await contentOf(source)).toEqual(before);
});

suite('a file that is not whole is restored as nothing', async () => {
  const { said: file } = await run('backup.sh', { DATABASE_URL: source });
  const torn = `${file}.torn`;
  writeFileSync(torn, readFileSync(file));
  truncateSync(torn, Math.floor(statSync(file).size * 0.9));
  const target = await newDatabase();
  expect((await run('restore.sh', { DATABASE_URL: target }, torn)).code).not.toBe(0);
  expect((await contentOf(target)).rows).toEqual({});
  rmSync(torn);
  expect(await run('restore.sh', { DATABASE_URL: target }, torn)).toEqual({
    code: 1,
    said: `${torn}: There is no such file.`,
  });
});

suite('of one database so many files stay, and none that is not whole', async () => {
  const seconds = new Set<string>();
  await waitFor('three files', async () => {
    seconds.add((await run('backup.sh', { DATABASE_URL: source, BACKUP_KEEP: '2' })).said);
    return seconds.size >= 3;
  });
  writeFileSync(path.join(backups, 'other-20200101T000000Z.dump'), '');
  await run('backup.sh', { DATABASE_URL: source, BACKUP_KEEP: '2' });
  const files = readdirSync(backups).toSorted();
  expect(files[0]).toBe('other-20200101T000000Z.dump');
  expect(files.slice(1)).toHaveLength(2);
  const nowhere = await run('backup.sh', { DATABASE_URL: server.url('nowhere') });
  expect(nowhere.code).not.toBe(0);
  expect(nowhere.said).not.toContain(password);
  expect(readdirSync(backups).toSorted()).toEqual(files);
  expect((await run('backup.sh', { DATABASE_URL: source, BACKUP_KEEP: '0' })).said).toMatch(/^BACKUP_KEEP: /);
});
