import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tryLock, withLock } from '../../tools/lock.mjs';
import { script, scratchFolder } from './scratch.ts';
import { mkdirSync } from 'node:fs';

const buildAll = `
  const [{ buildAll }, { temporal }] = await Promise.all(
    ['provide-servers', 'servers'].map((name) => import('${new URL('../../tools/', import.meta.url).href}' + name + '.mjs')));
  await buildAll([temporal], process.env);`;

const exitOf = (child: ReturnType<typeof spawn>) =>
  new Promise<{ code: number | null; stderr: string }>((resolve) => {
    let stderr = '';
    child.stderr?.on('data', (chunk) => (stderr += chunk));
    child.on('close', (code) => resolve({ code, stderr }));
  });

test('two processes that need a server at the same moment build it once', async () => {
  const folder = scratchFolder();
  mkdirSync(path.join(folder, 'bin'));
  const count = path.join(folder, 'count');
  // Stands in for Go: compiles nothing, slowly.
  script(
    path.join(folder, 'bin/go'),
    '[ "$1" = list ] && { echo a; echo b; exit; }',
    `echo "$1" >> ${count}`,
    'echo some/package >&2',
    'sleep 1',
    'while [ "$1" != -o ]; do shift; done',
    'echo "#!/bin/sh" > "$2"; chmod +x "$2"',
  );
  const env = { HOME: folder, PATH: `${folder}/bin:/usr/bin:/bin` };
  const start = () => spawn(process.execPath, ['--input-type=module', '-e', buildAll], { env });
  const [one, two] = await Promise.all([exitOf(start()), exitOf(start())]);
  expect([one.code, two.code], one.stderr + two.stderr).toEqual([0, 0]);
  expect(readFileSync(count, 'utf8')).toBe('build\n');
  expect(existsSync(path.join(folder, '.cache/tempograph/temporal-1.8.2/temporal'))).toBe(true);
  expect(one.stderr + two.stderr).toMatch(/waiting for process \d+, which is building temporal 1\.8\.2/);
  expect(one.stderr + two.stderr).toMatch(/building temporal 1\.8\.2 \(once per machine\): .*\d+ s/);
});

test('a lock that a crash of the machine has cut short is taken over', () => {
  const file = path.join(scratchFolder(), 'lock');
  for (const left of ['', '{"pid":']) {
    writeFileSync(file, left);
    expect(tryLock(file, 'test')).toHaveProperty('lock');
  }
});

test('the lock of a process that died is taken over', () => {
  const file = path.join(scratchFolder(), 'lock');
  const lockUrl = new URL('../../tools/lock.mjs', import.meta.url).href;
  const code = `const { tryLock } = await import('${lockUrl}'); tryLock('${file}', 'x'); process.kill(process.pid, 9)`;
  spawnSync(process.execPath, ['--input-type=module', '-e', code]);
  expect(existsSync(file)).toBe(true);
  expect(tryLock(file, 'y')).toHaveProperty('lock');
});

test('a pid that now belongs to another process does not keep a lock alive', () => {
  const file = path.join(scratchFolder(), 'lock');
  writeFileSync(file, JSON.stringify({ pid: process.pid, born: 'another time', id: 'x', note: '' }));
  expect(tryLock(file, 'y')).toHaveProperty('lock');
});

test('a living holder keeps its lock, and its note says what it does', () => {
  const file = path.join(scratchFolder(), 'lock');
  const first = tryLock(file, 'starting');
  if (!('lock' in first)) throw new Error('not taken');
  first.lock.update('serving');
  expect(tryLock(file, 'y')).toMatchObject({ holder: { pid: process.pid, note: 'serving' } });
  first.lock.release();
  expect(tryLock(file, 'y')).toHaveProperty('lock');
});

test('a lock is released when the work fails', async () => {
  const file = path.join(scratchFolder(), 'lock');
  const failing = withLock(
    file,
    'working',
    () => {},
    () => Promise.reject(new Error('no')),
  );
  await expect(failing).rejects.toThrow('no');
  expect(tryLock(file, 'y')).toHaveProperty('lock');
});
