import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withScratch } from './scratch.ts';

let root: string;
beforeAll(async () => (root = await mkdtemp(path.join(tmpdir(), 'scratch-test-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

const nameOf = (host: string, pid: number) => `tempograph-${host}-${pid}-0a1b2c3d`;

test('a folder is there while work goes on, and gone afterwards, also when that fails', async () => {
  const seen: string[] = [];
  const work = async (folder: string) => {
    seen.push(folder);
    await writeFile(path.join(folder, 'a'), 'a');
    throw new Error('It fails.');
  };
  await expect(Promise.all([withScratch(work, root), withScratch(work, root)])).rejects.toThrow('It fails.');
  await expect.poll(() => readdir(root)).toEqual([]);
  expect(new Set(seen).size).toBe(2);
});

test.skipIf(!existsSync('/dev/full'))('no room is told from other failures', async () => {
  const work = withScratch(async (folder) => {
    await symlink('/dev/full', path.join(folder, 'a'));
    await writeFile(path.join(folder, 'a'), 'a');
  }, root);
  await expect(work).rejects.toMatchObject({ code: 'SCRATCH_FULL', transient: true });
});

test('what a killed process has left is removed, and nothing else', async () => {
  const killed = spawn('sleep', ['60']);
  const alive = spawn('sleep', ['60']);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const left = [nameOf(hostname(), killed.pid!), nameOf(hostname(), process.pid)];
  const others = [nameOf(hostname(), alive.pid!), nameOf('elsewhere', killed.pid!), 'unrelated'];
  for (const name of [...left, ...others]) await mkdir(path.join(root, name, 's-1'), { recursive: true });
  await withScratch(() => Promise.resolve(), root);
  alive.kill('SIGKILL');
  const names = await readdir(root);
  expect(names).toEqual(expect.arrayContaining(others));
  expect(names.filter((name) => left.includes(name))).toEqual([]);
});
