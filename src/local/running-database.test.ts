import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockInstance } from './instance-lock.ts';
import { forgetDatabase, runningDatabase, tellDatabase } from './running-database.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-running-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the database is known while its process runs and has told it, and to its user only', () => {
  const url = 'postgres://user:password@127.0.0.1:1/x';
  expect(runningDatabase(path.join(folder, 'nowhere'))).toBeNull();
  const lock = lockInstance(folder);
  expect(runningDatabase(folder), 'still starting').toBeNull();
  tellDatabase(folder, url);
  expect(runningDatabase(folder)).toBe(url);
  expect(statSync(path.join(folder, 'database-url')).mode & 0o777).toBe(0o600);
  lock.release();
  expect(runningDatabase(folder), 'left behind by a start that was killed').toBeNull();
  const next = lockInstance(folder);
  forgetDatabase(folder);
  expect(runningDatabase(folder)).toBeNull();
  next.release();
});
