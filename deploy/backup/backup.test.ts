import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newDatabase, query } from '../../test/database.ts';
import { everyTable } from '../../test/every-table.ts';
import { createGraphqlClient } from '../../test/graphql-client.ts';
import { postgresPrograms } from '../../test/postgres-programs.ts';
import { startApiProcess } from '../../test/product-process.ts';
import { productMain, useStack } from '../../test/stack.ts';

const programs = await postgresPrograms();
if ('reason' in programs)
  process.stdout.write(`No test of backups, as there is no pg_dump for this PostgreSQL: ${programs.reason}\n`);

const adminKey = randomBytes(32).toString('hex');
const stack = useStack({ worker: false, env: { ADMIN_API_KEY: adminKey } });
let folder: string;
let source: string;

/** Runs a script, or with `-c` a line, as the service `backup` does, for a database. */
async function run(
  script: string,
  database: string,
  args: string[] = [],
  env: Record<string, string> = {},
  meanwhile: (child: ChildProcess) => Promise<void> = async () => undefined,
) {
  const { hostname, port, username, password, pathname } = new URL(database);
  const child = spawn('sh', [script === '-c' ? script : fileURLToPath(new URL(script, import.meta.url)), ...args], {
    env: {
      PATH: 'path' in programs ? programs.path : '',
      PGHOST: hostname,
      PGPORT: port,
      PGUSER: username,
      PGPASSWORD: password,
      PGDATABASE: pathname.slice(1),
      BACKUP_DIR: folder,
      ...env,
    },
  });
  const seen = [text(child.stdout), text(child.stderr), once(child, 'close'), meanwhile(child)] as const;
  const [stdout, stderr] = await Promise.all(seen);
  expect(stdout + stderr).not.toContain(password);
  return { stdout, stderr, code: child.exitCode };
}
const backUp = (env?: Record<string, string>, database = source) => run('backup.sh', database, [], env);
/** The name of a backup of the first of a month. */
const old = (month: string) => `tempograph-2026${month}01T000000Z.dump`;
const restore = (file: string, database: string) => run('restore.sh', database, [file]);
const backupIn = async (place: string) => path.join(place, (await readdir(place))[0]!);

/** What there is in a database: tables with their rows, everything that guards and finds these, and who may use them. */
async function contents(database: string) {
  const names = await query(database, `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`);
  const rows: Record<string, unknown[]> = {};
  for (const { tablename } of names as { tablename: string }[])
    rows[tablename] = await query(database, `SELECT to_jsonb(t)::text AS row FROM "${tablename}" t ORDER BY 1`);
  const definitions = await query(
    database,
    `SELECT pg_get_triggerdef(oid) AS definition FROM pg_trigger WHERE NOT tgisinternal
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
     UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0
     UNION ALL SELECT sequencename || ' ' || coalesce(last_value, 0) FROM pg_sequences
     UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
     UNION ALL SELECT format('%s %s %s %s %s', table_name, column_name, data_type, column_default, is_nullable)
       FROM information_schema.columns WHERE table_schema = 'public'
     UNION ALL SELECT format('%s %s', relname, relacl) FROM pg_class WHERE relnamespace = 'public'::regnamespace
     ORDER BY 1`,
  );
  return { rows, definitions };
}

describe.skipIf('reason' in programs)('a backup', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-backup-'));
    source = stack.env['DATABASE_URL']!;
  });
  afterAll(() => rm(folder, { recursive: true }));

  test(
    'has every table with every row, and an API goes on with what is restored from it',
    { timeout: 180_000 },
    async () => {
      const made = await everyTable(stack);
      await stack.closeApi();
      const place = path.join(folder, 'whole', 'of it');
      const done = await backUp({ BACKUP_DIR: place });
      expect(done).toMatchObject({ stderr: '', code: 0 });
      const [name, ...others] = await readdir(place);
      expect(others).toEqual([]);
      expect(name).toMatch(/^tempograph-\d{8}T\d{6}Z\.dump$/);
      const file = path.join(place, name!);
      const { size, mode } = await stat(file);
      expect(done.stdout).toBe(`${file} has ${size} bytes.\n`);
      expect(mode & 0o777).toBe(0o600);

      const before = await contents(source);
      const empty = Object.entries(before.rows).filter(([, rows]) => rows.length === 0);
      expect(
        empty.map(([table]) => table),
        'a table of which nothing is shown here: give it a row in test/every-table.ts',
      ).toEqual([]);

      const target = await newDatabase();
      expect(await restore(file, target)).toMatchObject({
        stderr: '',
        stdout: expect.stringContaining(`${file} is restored into `) as string,
        code: 0,
      });
      expect(await contents(target)).toEqual(before);
      await expect(query(target, 'UPDATE audit_log SET actor = actor')).rejects.toThrow('audit_log is append-only');
      await expect(query(target, `DELETE FROM publications`)).rejects.toThrow('append-only');
      await query(target, `INSERT INTO audit_log (actor, action, targets, outcome) VALUES ('a', 'b', '{}', 'c')`);

      const api = await startApiProcess(productMain, { ...stack.env, DATABASE_URL: target });
      try {
        const { data, errors } = await createGraphqlClient(() => api.url, made.key).graphql(
          '{ apiKeys { name } brand(key: "north") { name channels { account } } }',
        );
        expect(errors).toBeUndefined();
        expect(data).toMatchObject({
          apiKeys: [{ name: 'shop' }],
          brand: { channels: [{ account: '17' }] },
        });
        const refused = await createGraphqlClient(() => api.url, made.revoked).graphql('{ __typename }');
        expect(JSON.stringify(refused.errors)).toContain('UNAUTHENTICATED');
      } finally {
        await api.stop();
      }

      expect(await restore(file, target), 'a second time').toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/^Nothing was restored: The database test-\S+ is not empty, it has \d+ tables/),
      });
    },
  );

  test('takes the place of the oldest, once there are as many as are kept', async () => {
    const place = path.join(folder, 'kept');
    await mkdir(place);
    const theirs = ['tempograph-before-upgrade.dump', 'notes.txt', 'tempograph-20250101T000000Z.dump.gpg'];
    for (const name of [old('03'), old('01'), old('02'), ...theirs]) await writeFile(path.join(place, name), 'x');
    const done = await backUp({ BACKUP_DIR: place, BACKUP_KEEP: '2' });
    expect(done).toMatchObject({ stderr: '', code: 0 });
    const left = (await readdir(place)).filter((name) => !theirs.includes(name)).toSorted();
    expect(left).toEqual([old('03'), expect.stringMatching(/^tempograph-\d{8}T\d{6}Z\.dump$/)]);
    for (const month of ['01', '02']) expect(done.stdout).toContain(`${old(month)} is deleted: the newest 2 are kept.`);
    expect((await readdir(place)).filter((name) => theirs.includes(name)).toSorted()).toEqual(theirs.toSorted());
  });

  test('that is not made costs none that is there, and leaves nothing', async () => {
    const place = path.join(folder, 'failed');
    await mkdir(place);
    const [first, second] = ['tempograph-20260101T000000Z.dump', 'tempograph-20260201T000000Z.dump'];
    for (const name of [first, second]) await writeFile(path.join(place, name), 'x');
    const failing: [Record<string, string>, RegExp][] = [
      [{ PGPORT: '1' }, /Connection refused[^]*There is no new backup: pg_dump says why\./],
      [{ PGPASSWORD: 'wrong-one' }, /authentication failed[^]*There is no new backup: pg_dump says why\./],
      [{ PGDATABASE: '' }, /PGDATABASE must name the database/],
      ...['0', '-1', '1.5', 'all', '07'].map((wrong): [Record<string, string>, RegExp] => [
        { BACKUP_KEEP: wrong },
        /BACKUP_KEEP must be a whole number of at least 1; it is /,
      ]),
    ];
    for (const [env, why] of failing) {
      const { code, stdout, stderr } = await backUp({ BACKUP_DIR: place, BACKUP_KEEP: '1', ...env });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(why);
      expect((await readdir(place)).toSorted()).toEqual([first, second]);
    }
  });

  test('that is cut short is refused, and nothing of it is restored', async () => {
    const place = path.join(folder, 'cut');
    await backUp({ BACKUP_DIR: place });
    const whole = await backupIn(place);
    const bytes = await readFile(whole);
    const target = await newDatabase();
    const [cut, other] = [path.join(place, 'cut.dump'), path.join(place, 'other.txt')];
    await writeFile(other, 'not a backup');
    for (const length of [100, Math.floor(bytes.length / 2), bytes.length - 100]) {
      await writeFile(cut, bytes.subarray(0, length));
      expect(await restore(cut, target), `${length} bytes`).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Nothing was restored: ') as string,
      });
    }
    expect((await restore(other, target)).stderr).toContain(
      `${other} is not a backup, a part of one, or made by a newer pg_dump.`,
    );
    expect((await restore(path.join(place, 'none'), target)).stderr).toMatch(/none is no file that can be read/);
    expect((await run('restore.sh', target)).stderr).toBe(
      'Nothing was restored: Say which file: sh restore.sh FILE.\n',
    );
    expect((await contents(target)).rows).toEqual({});
    await copyFile(whole, cut);
    expect(await restore(cut, target)).toMatchObject({ code: 0 });
  });

  test('that is told to stop while it is restored restores nothing, and says so', async () => {
    const place = path.join(folder, 'stopped');
    await backUp({ BACKUP_DIR: place });
    const target = await newDatabase();
    await query(
      target,
      `CREATE FUNCTION linger() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); END';
       CREATE EVENT TRIGGER linger ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION linger()`,
    );
    // Not as soon as it is connected: pg_restore minds signals a moment later.
    const restoring = `SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`;
    const stopped = await run('restore.sh', target, [await backupIn(place)], {}, async (child) => {
      await expect.poll(() => query(target, restoring), { timeout: 30_000 }).toHaveLength(1);
      child.kill('SIGTERM');
    });
    expect(stopped).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/terminated[^]*\nNothing was restored: pg_restore says why\.\n$/) as string,
    });
    await expect.poll(() => query(target, restoring)).toEqual([]);
    expect((await contents(target)).rows).toEqual({});
  });

  test('of another program is refused', async () => {
    const place = path.join(folder, 'foreign');
    const foreign = await newDatabase();
    await query(foreign, 'CREATE TABLE notes (id int)');
    await backUp({ BACKUP_DIR: place }, foreign);
    const target = await newDatabase();
    expect((await restore(await backupIn(place), target)).stderr).toMatch(/is a backup of something else/);
  });

  test('is not restored beside anything, be it in another schema or a view', async () => {
    const place = path.join(folder, 'whole again');
    await backUp({ BACKUP_DIR: place });
    const target = await newDatabase();
    const name = `kept_${randomUUID().slice(0, 8)}`;
    await query(target, `CREATE SCHEMA ${name}; CREATE VIEW ${name}.one AS SELECT 1`);
    expect((await restore(await backupIn(place), target)).stderr).toContain('is not empty, it has 1 tables');
  });

  test('is restored on Coolify by the line that docs/DEPLOY.md has for its terminal', async () => {
    const place = path.join(folder, 'line');
    await backUp({ BACKUP_DIR: place });
    const target = await newDatabase();
    await query(target, 'CREATE TABLE in_the_way (id int)');
    const page = await readFile(new URL('../../docs/DEPLOY.md', import.meta.url), 'utf8');
    const line = page
      .split('\n')
      .find((text) => text.startsWith('dropdb '))!
      .replaceAll('tempograph &&', '"$PGDATABASE" &&')
      .replace('/deploy/', fileURLToPath(new URL('.', import.meta.url)))
      .replace(/\S+$/, `'${await backupIn(place)}'`);
    expect(await run('-c', target, [line])).toMatchObject({ stderr: '', code: 0 });
    expect((await contents(target)).rows).toEqual((await contents(source)).rows);
  });
});
