import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { newDatabase, query } from '../../../test/database.ts';
import { found } from '../../../test/examine.ts';
import { probe } from '../../../test/fixtures/contracts.ts';
import { useStack } from '../../../test/stack.ts';
import { createTcpProxy } from '../../../test/tcp-proxy.ts';
import { createPostgresBus } from '../../platform/bus/postgres-bus.ts';
import { createDatabase } from '../../platform/db/database.ts';
import { registerSearchAttributes } from '../../platform/search-attributes.ts';
import { createTemporal, type Temporal } from '../../platform/temporal.ts';
import { createLog } from '../../platform/log.ts';
import { checkBus } from './bus.ts';
import { checkClock } from './clock.ts';
import { checkDatabase } from './database.ts';
import { checkDisk } from './disk.ts';
import { createDoctor } from './doctor.ts';
import { checkFfmpeg } from './ffmpeg.ts';
import { checkHeartbeats } from './heartbeats.ts';
import { checkMigrations } from './migrations.ts';
import { checkSearchAttributes } from './search-attributes.ts';
import { checkRetention, checkTemporal } from './temporal.ts';
import { checkTimeZones } from './time-zones.ts';

const stack = useStack({ fixtures: true, worker: false });
const log = createLog('silent');
const nowhere = 'postgres://doctor:hidden-password@127.0.0.1:1/none';

/** A database while something is done with it. */
async function withDatabase<T>(
  url: string,
  use: (database: ReturnType<typeof createDatabase>) => Promise<T>,
): Promise<T> {
  const database = createDatabase(url, log);
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}

/** A Temporal while something is done with it. */
async function withTemporal<T>(
  settings: Partial<typeof stack.settings.temporal>,
  use: (temporal: Temporal) => Promise<T>,
) {
  const temporal = createTemporal({ ...stack.settings.temporal, ...settings });
  try {
    return await use(temporal);
  } finally {
    await temporal.close();
  }
}

test('Temporal: there, away, or without the namespace', { timeout: 60_000 }, async () => {
  const { address } = stack.settings.temporal;
  const there = await found(checkTemporal(stack.temporal, address));
  expect(there).toMatchObject({
    state: 'OK',
    measured: expect.stringMatching(/^1\.\d+\.\S+ at \S+, namespace test-\S+, \d+ ms/),
  });
  await withTemporal({ address: '127.0.0.1:1' }, async (away) => {
    const findings = await createDoctor([checkTemporal(away, '127.0.0.1:1'), checkRetention(away)], []).examine();
    expect(findings).toMatchObject([
      {
        state: 'FAILED',
        measured: expect.stringMatching(/ECONNREFUSED 127\.0\.0\.1:1\.$/),
        todo: expect.stringMatching(/127\.0\.0\.1:1 .*TEMPORAL_ADDRESS/),
      },
      { state: 'SKIPPED', measured: 'not known while temporal fails' },
    ]);
  });
  await withTemporal({ namespace: 'nobody-has-made' }, async (unknown) =>
    expect(await found(checkTemporal(unknown, address))).toMatchObject({
      state: 'FAILED',
      measured: expect.stringMatching(/nobody-has-made.*not found/),
      todo: expect.stringMatching(/nobody-has-made.*TEMPORAL_NAMESPACE/),
    }),
  );
});

const listSearchAttributes = () => Promise.reject(new Error('PERMISSION_DENIED'));

test('retention and search attributes of the namespace', { timeout: 60_000 }, async () => {
  const namespace = `test-${randomUUID()}`;
  const { service, call } = stack.temporal;
  await call(
    () => service.registerNamespace({ namespace, workflowExecutionRetentionPeriod: { seconds: 86_400 as never } }),
    { deadlineMs: 10_000 },
  );
  await withTemporal({ namespace }, async (temporal) => {
    expect(await found(checkRetention(temporal))).toMatchObject({
      state: 'WARNING',
      measured: expect.stringContaining('for 1 days'),
      todo: `Run \`temporal operator namespace update --namespace ${namespace} --retention 30d\`.`,
    });
    const config = { workflowExecutionRetentionTtl: { seconds: (30 * 86_400) as never } };
    await call(() => service.updateNamespace({ namespace, config }));
    await expect
      .poll(() => found(checkRetention(temporal)), { timeout: 15_000 })
      .toMatchObject({ state: 'OK', measured: expect.stringContaining('for 30 days') });

    expect(await found(checkSearchAttributes(temporal))).toMatchObject({
      state: 'FAILED',
      measured: 'TempographLabels is missing',
      todo: expect.stringContaining('--name TempographLabels --type KeywordList'),
    });
    // As Temporal Cloud does, which tells them to administrators only.
    const untold = { ...temporal, operator: { listSearchAttributes } as unknown as Temporal['operator'] };
    expect(await found(checkSearchAttributes(untold))).toMatchObject({
      state: 'FAILED',
      measured: 'TempographLabels is missing',
    });
    await registerSearchAttributes(temporal);
    for (const one of [temporal, untold]) {
      expect(await found(checkSearchAttributes(one))).toMatchObject({ state: 'OK' });
    }
  });
});

test('the database: not set, away, slow or well', { timeout: 60_000 }, async () => {
  expect(await found(checkDatabase(null))).toMatchObject({ state: 'FAILED', measured: 'DATABASE_URL is not set' });
  const away = await withDatabase(nowhere, (database) => found(checkDatabase(database)));
  expect(away).toMatchObject({ state: 'FAILED', measured: expect.stringContaining('ECONNREFUSED') });
  expect(JSON.stringify(away)).not.toContain('hidden-password');
  expect(await found(checkDatabase(stack.database, 0))).toMatchObject({
    state: 'WARNING',
    todo: expect.stringContaining('nearer'),
  });
  const slack = 10_000; // of a busy machine
  expect(await found(checkDatabase(stack.database, slack))).toMatchObject({
    state: 'OK',
    measured: expect.stringMatching(/^PostgreSQL 18\.\S*, \d+ ms there and back$/),
  });
});

test('migrations: none taken, all taken, or more than are known here', { timeout: 60_000 }, async () => {
  expect(await found(checkMigrations(null))).toMatchObject({ state: 'SKIPPED' });
  const empty = await withDatabase(await newDatabase(), (database) => found(checkMigrations(database)));
  expect(empty).toMatchObject({
    state: 'FAILED',
    measured: expect.stringMatching(/^\d+ missing: 0000_access, /),
    todo: expect.stringContaining('RUN_MODE=migrate'),
  });
  expect(await found(checkMigrations(stack.database))).toMatchObject({ state: 'OK' });
  await query(stack.env['DATABASE_URL']!, `INSERT INTO migrations (hash, created_at) VALUES ('newer', 9999999999999)`);
  expect(await found(checkMigrations(stack.database))).toMatchObject({
    state: 'WARNING',
    measured: expect.stringContaining('1 more that this version does not know'),
  });
});

test('the bus: from one connection to another, and where it does not get through', { timeout: 60_000 }, async () => {
  const url = new URL(stack.env['DATABASE_URL']!);
  const proxy = await createTcpProxy(url.host);
  url.host = proxy.address;
  const ends = () =>
    ({
      kind: 'postgres',
      speaker: createPostgresBus(stack.env['DATABASE_URL']!, log),
      listener: createPostgresBus(url.href, log),
    }) as const;
  try {
    expect(await found(checkBus(ends))).toMatchObject({ measured: expect.stringMatching(/ms from one connection/) });
    await proxy.cut();
    expect(await found({ ...checkBus(ends), deadlineMs: 1000 })).toMatchObject({
      state: 'FAILED',
      todo: expect.stringContaining('pools sessions'),
    });
  } finally {
    await proxy.close();
  }
  expect(await found(checkBus(() => ({ kind: 'process' })))).toMatchObject({ state: 'OK' });
  expect(await found(checkBus(() => ({ kind: 'none' })))).toMatchObject({ state: 'SKIPPED' });
});

test.each([
  [0, 'OK', /^agrees with PostgreSQL within \d+ ms, agrees with storage within \d+ ms$/],
  [15_000, 'WARNING', /^1[45]\.\d s ahead of PostgreSQL, (1[1-5]\.\d s|9\d{3} ms) ahead of storage$/],
  [-15_000, 'WARNING', /^1[45]\.\d s behind PostgreSQL, 1[3-6]\.\d s behind storage$/],
  [600_000, 'FAILED', /^(600|59\d)\.\d s ahead of PostgreSQL, 59\d\.\d s ahead of storage$/],
])('a clock that is off by %i ms is %s', { timeout: 60_000 }, async (off, state, says) => {
  const { database, storage } = stack;
  const finding = await found(checkClock({ database, storage, now: () => Date.now() + off }));
  expect(finding).toMatchObject({ state, measured: expect.stringMatching(says) });
  expect(finding.todo?.includes('NTP') ?? false).toBe(state !== 'OK');
});

const zonesInUse = async () => ['Africa/Cairo'];
/** As if Egypt had not begun to change its clocks again, in 2023. */
const noonOf = (day: { toString(): string }) => new Date(`${day.toString()}T10:00:00Z`);

test('time zones: as Temporal knows them, or by older rules', { timeout: 60_000 }, async () => {
  const { temporal } = stack;
  expect(await found(checkTimeZones({ temporal, zonesInUse }))).toMatchObject({
    state: 'OK',
    measured: expect.stringMatching(/^tzdata 20\d\d\w; 4 zones are as Temporal knows them/),
  });
  const old = await found(checkTimeZones({ temporal, zonesInUse, noonOf }));
  expect(old).toMatchObject({
    state: 'FAILED',
    measured: expect.stringMatching(
      /^on (\S+) it is noon in Africa\/Cairo at \1T10:00:00Z here \(tzdata .*\) and at \1T09:00:00Z in Temporal$/,
    ),
    todo: expect.stringContaining('Node for this program'),
  });
});

const diskWith = async (few: number, none: number) => (await found(checkDisk([process.cwd()], { few, none }))).state;

test('the disk: room, little of it, none, or no folder', async () => {
  expect(await diskWith(1, 0)).toBe('OK');
  expect(await diskWith(Infinity, 0)).toBe('WARNING');
  expect(await diskWith(Infinity, Infinity)).toBe('FAILED');
  expect(await found(checkDisk(['/nowhere/at/all']))).toMatchObject({
    state: 'FAILED',
    measured: expect.stringContaining('ENOENT'),
    todo: expect.stringContaining('DATA_DIR'),
  });
});

const stateOf = async (version: string | null) => (await found(checkFfmpeg(() => Promise.resolve(version)))).state;

test('ffmpeg: there, too old, or missing', async () => {
  expect(
    await Promise.all(['5.1.9-0+deb12u1', 'n7.1', 'N-118000-gabc', '4.4.2-0ubuntu0.22.04.1', null].map(stateOf)),
  ).toEqual(['OK', 'OK', 'OK', 'WARNING', 'WARNING']);
});

test('heartbeats: more often than their timeouts, or not', async () => {
  expect(await found(checkHeartbeats([probe], true))).toMatchObject({
    state: 'OK',
    measured: expect.stringContaining('probe.act'),
  });
  const { act } = probe.activities;
  const hasty = { ...probe, activities: { ...probe.activities, act: { ...act, heartbeat: '3 seconds' as const } } };
  expect(await found(checkHeartbeats([hasty], true))).toMatchObject({
    state: 'FAILED',
    measured: 'sent every 2 s at most; the shortest timeout is 3 s (probe.act)',
    todo: expect.stringContaining('more than 4 s'),
  });
  expect(await found(checkHeartbeats([hasty], false)), 'without a bus they are sent more often').toMatchObject({
    state: 'OK',
  });
});
