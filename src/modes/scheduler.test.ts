import { randomUUID } from 'node:crypto';
import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import * as contracts from '../../test/fixtures/contracts.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';
import { silentBus } from '../platform/bus/silent-bus.ts';
import { readSettings, SettingsError } from '../platform/env.ts';
import type { Log } from '../platform/log.ts';
import { createSchedules, type Schedules } from '../services/schedules/schedules.ts';
import { startablesOf } from '../services/schedules/startables.ts';
import { startScheduler } from './scheduler.ts';

const stack = useStack({ fixtures: true, worker: false });
let schedules: Schedules;
beforeAll(() => {
  schedules = createSchedules(stack.temporal, stack.database);
});
const [startable] = startablesOf([contracts.probe]) as [ReturnType<typeof startablesOf>[number]];
const pace = { roundMs: 300, lookMs: 50, retryMs: 100 };

/** A file of its own, with an owner whose schedules begin with its name. */
async function fileOf(schedulesOf: (owner: string) => string) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-schedules-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const owner = `o${randomUUID().slice(0, 8)}`;
  const file = path.join(folder, 'schedules.yaml');
  const text = (body: string) => `owner: ${owner}\nschedules:\n${body}`;
  await writeFile(file, text(schedulesOf(owner)));
  return { owner, file, folder, write: (body: string) => writeFile(file, text(body)), text };
}
const entry = (name: string, more = '', cron = '0 9 * * *') =>
  `  ${name}: { action: { probe: { name: ${name} } }, spec: { cron: ['${cron}'] }${more} }\n`;

/** A scheduler in this process, which looks every 50 ms and reconciles every 300. */
async function start(file: string, env: Record<string, string> = {}) {
  const lines: { message: string; fields: Record<string, unknown> }[] = [];
  const say = (fields: object, message: string) =>
    void lines.push({ message, fields: fields as Record<string, unknown> });
  const log: Log = { debug: say, info: say, warn: say, error: say, child: () => log };
  const settings = readSettings({ ...stack.env, RUN_MODE: 'scheduler', SCHEDULES_FILE: file, ...env });
  const scheduler = await startScheduler(settings, silentBus, log, { contracts, pace });
  let open = true;
  const close = async () => {
    if (open) await scheduler.close();
    open = false;
  };
  onTestFinished(close);
  const ready = async () => {
    const response = await fetch(`${scheduler.url}/ready`);
    return {
      status: response.status,
      ...((await response.json()) as { schedules: string | null; role: string | null }),
    };
  };
  const count = (message: string) => lines.filter((line) => line.message === message).length;
  return { ...scheduler, close, ready, lines, count, isReady: async () => (await ready()).status === 200 };
}
const detailsOf = async (name: string) => (await schedules.get(name))?.details() ?? null;
const made = (name: string) =>
  schedules.create({ name, action: { startable, input: { name } }, spec: { cron: ['0 5 * * *'] } });
const changes = ['schedule created', 'schedule changed', 'schedule deleted'];

test('a file is applied, and applying it again changes nothing', async () => {
  const { owner, file } = await fileOf(
    (o) => entry(`${o}-a`, ', labels: [{ key: k, value: v }]') + entry(`${o}-b`, ', paused: true'),
  );
  const first = await start(file);
  expect((await fetch(`${first.url}/live`)).status).toBe(200);
  await waitFor('ready', first.isReady);
  expect(await first.ready()).toEqual({
    status: 200,
    temporal: null,
    database: null,
    schedules: null,
    role: 'APPLYING',
  });
  const one = (await detailsOf(`${owner}-a`))!;
  expect(one).toMatchObject({
    action: { workflow: 'probe', input: { name: `${owner}-a` } },
    labels: [{ key: 'k', value: 'v' }],
    createdBy: `file:${owner}`,
    declared: { owner },
    paused: false,
  });
  expect(await detailsOf(`${owner}-b`)).toMatchObject({ paused: true });
  const { data } = await stack.graphql('query($id: ID!) { schedule(id: $id) { declared createdBy labels { key } } }', {
    id: `Schedule:${owner}-a`,
  });
  expect(data).toEqual({ schedule: { declared: true, createdBy: `file:${owner}`, labels: [{ key: 'k' }] } });
  await first.close();
  const second = await start(file);
  await waitFor('three rounds', () => second.count('the schedules are as the file says') >= 3);
  expect(second.lines.filter(({ message }) => changes.includes(message))).toEqual([]);
  expect((await detailsOf(`${owner}-a`))!.revision).toBe(one.revision);
});

test('what people change is taken back, but for what the file leaves to them', async () => {
  const { owner, file } = await fileOf(
    (o) =>
      entry(`${o}-a`) +
      entry(`${o}-b`, ', paused: false, note: ours') +
      entry(`${o}-c`) +
      entry(`${o}-d`, ', paused: false'),
  );
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => `${owner}-${letter}`) as [string, string, string, string];
  const { isReady, lines } = await start(file);
  await waitFor('ready', isReady);

  await schedules.pause(a, 'emergency');
  await schedules.pause(b, 'no');
  await schedules.pause(d, 'emergency');
  await schedules.remove(c);
  await waitFor('b goes on', async () => (await detailsOf(b))?.paused === false);
  expect(await detailsOf(b)).toMatchObject({ note: 'ours' });
  await waitFor('d goes on', async () => (await detailsOf(d))?.paused === false);
  expect(await detailsOf(d)).toMatchObject({ note: `Resumed, as the file of ${owner} says` });
  await waitFor('c is there again', () => detailsOf(c));

  // What lists do not show: changed through the API, which is seen in the list, and past it, which is not.
  const before = (await detailsOf(a))!;
  await schedules.update(a, before.revision, { action: { startable, input: { name: 'mine' } }, overlap: 'ALLOW_ALL' });
  await waitFor('a has its input again', async () => (await detailsOf(a))!.overlap === 'SKIP');
  const { action, paused, note } = (await detailsOf(a))!;
  expect({ action, paused, note }).toMatchObject({ action: { input: { name: a } }, paused: true, note: 'emergency' });
  const change = await waitFor('the line about it', () =>
    lines.find(({ message, fields }) => message === 'schedule changed' && fields['schedule'] === a),
  );
  expect(change.fields['changes']).toContain(`overlap: 'ALLOW_ALL' → 'SKIP'`);
  await stack.temporal.client.schedule.getHandle(a).update(({ action: was, spec, state }) => {
    return { action: was, spec, state, policies: { catchupWindow: 3_600_000 } };
  });
  await waitFor('a has its window again', async () => (await detailsOf(a))!.catchUpWindow === 600);
});

test('a file that is edited is picked up, and one that is wrong changes nothing', async () => {
  const { owner, file, folder, write, text } = await fileOf((o) => entry(`${o}-a`) + entry(`${o}-b`));
  const [a, b] = [`${owner}-a`, `${owner}-b`];
  const { isReady, ready, lines, count } = await start(file);
  await waitFor('ready', isReady);

  await write(entry(a, '', '0 10 * * *'));
  await waitFor('b is gone', async () => (await detailsOf(b)) === null);
  await waitFor('a is changed', async () => (await detailsOf(a))!.spec.cron[0] === '0 10 * * *');
  const change = await waitFor('the line about it', () => lines.find(({ message }) => message === 'schedule changed'));
  expect(change.fields).toEqual({
    schedule: a,
    changes: [`spec.cron: '0 9 * * *' → '0 10 * * *'`],
  });
  await waitFor('ready', isReady);

  await write(entry(b) + entry(a, ', overlp: SKIP'));
  const bad = await waitFor('not ready', async () => {
    const state = await ready();
    return state.status === 503 && state;
  });
  expect(bad.schedules).toMatch(
    /:4:\d+: schedules\.o\w+-a\.overlp: There is no field overlp here\. Did you mean overlap\?$/,
  );
  expect(lines.find(({ message }) => message.includes('cannot be applied'))!.fields).toMatchObject({
    line: 4,
    field: `schedules.${a}.overlp`,
  });
  await schedules.pause(a, '');
  await schedules.remove(a); // what was right before is still kept up
  await waitFor('a is there again', () => detailsOf(a));
  expect(await detailsOf(b)).toBeNull();

  // What only the server can tell leaves nothing half done either.
  await write(entry(b) + entry(a, '', '61 10 * * *'));
  await waitFor('the reason', async () => (await ready()).schedules?.includes('Minute is not in range'));
  expect((await ready()).schedules).toMatch(new RegExp(`:4:\\d+: schedules\\.${a}\\.spec\\.cron\\.0: Minute is not`));
  expect(await detailsOf(b)).toBeNull();

  // Mounts are replaced as a whole.
  await writeFile(path.join(folder, 'next.yaml'), text(entry(b)));
  await symlink('next.yaml', path.join(folder, 'link'));
  await rename(path.join(folder, 'link'), file);
  await waitFor('b is made', () => detailsOf(b));
  await waitFor('ready', isReady);
  await rm(file);
  await waitFor('not ready', async () => (await ready()).schedules?.includes('It cannot be read: ENOENT'));
  const rounds = count('the schedules are as the file says');
  await waitFor('more rounds', () => count('the schedules are as the file says') > rounds);
  expect(await detailsOf(b)).not.toBeNull();
  await write(entry(b));
  await waitFor('ready', isReady);
});

test('what people and other files have made is left alone, until it is handed over', async () => {
  const { owner, file, write } = await fileOf((o) => entry(`${o}-hand`) + entry(`${o}-other`) + entry(`${o}-new`));
  const [hand, other, fresh, free] = ['hand', 'other', 'new', 'free'].map((word) => `${owner}-${word}`) as [
    string,
    string,
    string,
    string,
  ];
  await made(hand);
  await made(free);
  const theirs = await fileOf(() => entry(other));
  const second = await start(theirs.file);
  await waitFor('theirs', second.isReady);
  await second.close();

  const { ready, isReady } = await start(file);
  const reason = await waitFor('the reason', async () => {
    const { schedules: text } = await ready();
    return text?.includes('adopt') && text;
  });
  expect(reason.split('\n')).toEqual(
    [
      [3, hand, 'was made by hand'],
      [4, other, `belongs to the file of ${theirs.owner}`],
    ].map(([line, name, whose]) =>
      expect.stringContaining(`:${line}:3: schedules.${name}: A schedule of this name ${whose}. Choose another name`),
    ),
  );
  expect(await detailsOf(fresh)).toBeNull();
  expect((await detailsOf(hand))!.spec.cron).toEqual(['0 5 * * *']);

  await write(entry(hand, ', adopt: true') + entry(other, ', adopt: true') + entry(fresh));
  await waitFor('ready', isReady);
  for (const name of [hand, other, fresh]) {
    expect(await detailsOf(name)).toMatchObject({ declared: { owner }, spec: { cron: ['0 9 * * *'] } });
  }
  await write('  {}\n');
  await waitFor('the declared ones are gone', async () => (await detailsOf(hand)) === null);
  await waitFor('all of them', async () => !(await detailsOf(other)) && !(await detailsOf(fresh)));
  expect(await detailsOf(free)).toMatchObject({ declared: null });
});

test('of two schedulers one applies; the other is well, waits, and takes over', async () => {
  const { owner, file } = await fileOf((o) => entry(`${o}-a`));
  const first = await start(file);
  await waitFor('the first', first.isReady);
  const second = await start(file);
  await waitFor('the second waits', async () => (await second.ready()).role === 'WAITING');
  expect(await second.ready()).toMatchObject({ status: 200, schedules: null });
  expect(second.count('another scheduler applies this file: waiting for its end')).toBe(1);

  // The first loses its connection: whoever is quicker goes on, and the other waits.
  const end = `SELECT pg_terminate_backend(l.pid) FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  await stack.database.pool.query(end);
  await waitFor('the first knows', () => first.count('the lock is lost: its database connection ended') === 1);
  const roles = async () =>
    [(await first.ready()).role, (await second.ready()).role].toSorted((a, b) => `${a}`.localeCompare(`${b}`)).join();
  await waitFor('one of them again', async () => (await roles()) === 'APPLYING,WAITING');

  const [applying, waiting] = (await first.ready()).role === 'APPLYING' ? [first, second] : [second, first];
  await applying.close();
  await waitFor('the other', async () => (await waiting.ready()).role === 'APPLYING');
  await schedules.remove(`${owner}-a`);
  await waitFor('made again', () => detailsOf(`${owner}-a`));
});

test('SCHEDULER_ONCE applies the file and ends; what is missing is named', async () => {
  const { owner, file } = await fileOf((o) => entry(`${o}-a`));
  const once = await start(file, { SCHEDULER_ONCE: 'true' });
  await once.stopped;
  expect(await detailsOf(`${owner}-a`)).not.toBeNull();
  const bad = await start(`${file}.gone`, { SCHEDULER_ONCE: 'true' });
  await expect(bad.stopped).rejects.toThrow(/schedules.yaml.gone:1:1: It cannot be read: ENOENT.*SCHEDULES_FILE/);
  await once.close(); // it has the lock
  const lost = await start(file, { SCHEDULER_ONCE: 'true', TEMPORAL_ADDRESS: '127.0.0.1:1' });
  await expect(lost.stopped).rejects.toThrow(/^Temporal does not answer at 127.0.0.1:1; TEMPORAL_ADDRESS /);
  await expect(start('', { DATABASE_URL: '' })).rejects.toThrow(SettingsError);
  await expect(start('', { DATABASE_URL: '' })).rejects.toThrow(/^SCHEDULES_FILE: .*\nDATABASE_URL: /);
});
