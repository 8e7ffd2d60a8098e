import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SchedulesFileError } from './file-error.ts';
import { createFileSource, mostBytes } from './file-source.ts';

test('a text is taken once, when it has stopped changing, and again after it could not be read', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-source-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'schedules.yaml');
  const { next } = createFileSource(file);
  await expect(next()).rejects.toThrow(SchedulesFileError);
  await writeFile(file, 'one');
  expect(await next()).toBe('one');
  expect(await next()).toBeNull();

  await writeFile(file, 'tw'); // somebody is still writing
  expect(await next()).toBeNull();
  await writeFile(file, 'two');
  expect(await next()).toBeNull();
  expect(await next()).toBe('two');
  expect(await next()).toBeNull();

  await rm(file);
  await expect(next()).rejects.toThrow(/schedules.yaml:1:1: It cannot be read: ENOENT/);
  await writeFile(file, 'two');
  expect(await next()).toBe('two'); // it is as it was, and right again
  await writeFile(file, Buffer.alloc(mostBytes + 1));
  await expect(next()).rejects.toThrow(/more than 4194304 bytes/);
  await writeFile(file, Buffer.from('note: caf\xe9', 'latin1'));
  await expect(next()).rejects.toThrow(/schedules.yaml:1:1: It cannot be read: .*utf-8/);
  await rm(file);
  await symlink('/dev/null', file);
  await expect(next()).rejects.toThrow(/It cannot be read: it is no regular file/);
});
