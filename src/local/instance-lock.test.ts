import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockInstance } from './instance-lock.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a second start is told that there is one, and where', () => {
  const lock = lockInstance(folder);
  expect(() => lockInstance(folder)).toThrow(
    `Tempograph is already starting (process ${process.pid}, data in ${folder}): stop that one, or set DATA_DIR`,
  );
  lock.servesAt('http://127.0.0.1:4000');
  expect(() => lockInstance(folder)).toThrow('Tempograph is already running at http://127.0.0.1:4000 ');
  lock.release();
  lockInstance(folder).release();
});

test('the lock of a process that is gone is taken over', () => {
  const url = new URL('instance-lock.ts', import.meta.url).href;
  const code = `(await import('${url}')).lockInstance('${folder}'); process.kill(process.pid, 'SIGKILL')`;
  spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { stdio: 'inherit' });
  expect(existsSync(path.join(folder, 'instance.lock'))).toBe(true);
  lockInstance(folder).release();
});

test('a data folder that cannot be one is said in a sentence', () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  expect(() => lockInstance(path.join(file, 'data'))).toThrow(
    /^The data folder .* cannot be used \(.*\): set DATA_DIR/,
  );
});
