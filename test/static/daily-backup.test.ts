import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processEnv } from '../../src/platform/env.ts';
import { waitFor } from '../wait-for.ts';
import { root } from './source.ts';

const { PATH } = processEnv();
const hourMs = 3_600_000;
let folder: string;

/** The script, beside programs that do as they are told. */
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-daily-'));
  await cp(path.join(root, 'deploy/backup/daily.sh'), path.join(folder, 'daily.sh'));
});
afterEach(() => rm(folder, { recursive: true }));
const inPlaceOf = (program: string, script: string) =>
  writeFile(path.join(folder, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

async function backupOf(age: number) {
  const file = path.join(folder, 'tempograph-20260101T000000Z.dump');
  await writeFile(file, '');
  const at = new Date(Date.now() - age);
  await utimes(file, at, at);
}

function start(...args: string[]) {
  const child = spawn('sh', [path.join(folder, 'daily.sh'), ...args], {
    env: { PATH: `${folder}:${PATH}`, BACKUP_DIR: folder },
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(([out, err]) => ({
    said: out + err,
    code: child.exitCode,
  }));
  return { ended, stop: () => child.kill() };
}
const saidIn = (name: string) => readFile(path.join(folder, name), 'utf8').catch(() => '');

test.each([
  ['there is none', null],
  ['the newest is a day old', 24.1 * hourMs],
])('a backup is made when %s, and a signal ends it', async (_when, age) => {
  if (age !== null) await backupOf(age);
  await inPlaceOf('backup.sh', `echo made >> ${folder}/log`);
  const daily = start();
  await waitFor('a backup', async () => (await saidIn('log')) === 'made\n');
  daily.stop();
  expect(await daily.ended).toEqual({ said: '', code: 0 });
});

test('no backup is made while the newest is younger than a day', async () => {
  await backupOf(23.9 * hourMs);
  await inPlaceOf('backup.sh', `echo made >> ${folder}/log`);
  await inPlaceOf('sleep', `echo "$1" >> ${folder}/slept; exec /bin/sleep 60`);
  const daily = start();
  await waitFor('its sleep, before which it would have made one', async () => (await saidIn('slept')) === '300\n');
  daily.stop();
  await daily.ended;
  expect(await saidIn('log')).toBe('');
});

test('one that fails is tried again', async () => {
  await inPlaceOf('backup.sh', 'echo "It fails." >&2; exit 1');
  await inPlaceOf('sleep', `echo "$1" >> ${folder}/slept; exec /bin/sleep 0.1`);
  const daily = start();
  await waitFor('a third attempt', async () => (await saidIn('slept')).startsWith('300\n300\n300\n'));
  daily.stop();
  const { said, code } = await daily.ended;
  expect(said).toMatch(/^(It fails\.\nIt is tried again in five minutes\.\n){3}/);
  expect(code).toBe(0);
});

test('the health check says that a backup is overdue', async () => {
  expect(await start('check').ended).toMatchObject({
    code: 1,
    said: expect.stringContaining('or there is none') as string,
  });
  await backupOf(25 * hourMs);
  expect(await start('check').ended).toEqual({ code: 0, said: '' });
  await backupOf(27 * hourMs);
  expect(await start('check').ended).toMatchObject({ code: 1 });
});
