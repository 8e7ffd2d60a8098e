import { existsSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withScratch } from '../../src/platform/scratch.ts';
import { readingWishes } from './contract/table.ts';
import { doJob } from './jobs.ts';

const full = '/dev/full';
const options = { limits: { memory: 600_000_000, seconds: 60 }, signal: new AbortController().signal };

/** Reads a file in a folder of which one name leads to a disk that is full. */
const read = (name: string) =>
  withScratch(async (folder) => {
    const file = path.join(folder, 'source');
    await writeFile(file, 'a,b\n1,2\n3,x\n');
    const wishes = readingWishes.parse({ columns: [{ name: 'b', type: 'INTEGER' }] });
    const plan = await doJob('plan', { folder, file, key: 'a.csv', wishes }, options);
    await rm(path.join(folder, name), { force: true });
    await symlink(full, path.join(folder, name));
    return doJob('load', { folder, file, plan, maxRejected: 1 }, options);
  });

test.skipIf(!existsSync(full)).for(['utf8.txt', 'rejected.csv'])(
  'a disk that is full when %s is written is no fault of the file',
  { timeout: 60_000 },
  async (name) => {
    await expect(read(name)).rejects.toMatchObject({ code: 'SCRATCH_FULL', transient: true });
  },
);
