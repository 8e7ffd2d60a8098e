import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTable } from '../../../test/large-table.ts';
import { long } from '../../../test/long.ts';
import { readingWishes } from '../contract/table.ts';
import { doJob } from '../jobs.ts';

/** About 64 MB; the short form has a tenth. */
const rows = long ? 1_250_000 : 125_000;
const limits = { memory: 600_000_000, seconds: 600 };

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'large-test-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

test(
  'of a large file of which 1 % is broken, each broken row is listed and none is lost',
  { timeout: 900_000 },
  async () => {
    const file = path.join(folder, 'source');
    const output = createWriteStream(file);
    const lines = await writeTable(output, { rows, broken: 100 });
    output.end();
    await once(output, 'finish');
    if (long) expect((await stat(file)).size).toBeGreaterThan(64_000_000);
    const { signal } = new AbortController();
    const plan = await doJob(
      'plan',
      { folder, file, key: 'a.csv', wishes: readingWishes.parse({}) },
      { limits, signal },
    );
    expect(plan.columns.map(({ type }) => type)).toEqual([
      'INTEGER',
      'DATE',
      'TEXT',
      'INTEGER',
      'NUMBER',
      'NUMBER',
      'BOOLEAN',
      'TEXT',
    ]);
    const table = await doJob('load', { folder, file, plan, maxRejected: 0.02 }, { limits, signal });
    expect(table.rejected.rows).toBe(lines.length);
    expect(table.rows).toBe(rows - lines.length);
    const listed = (await readFile(table.rejectedCsv, 'utf8')).split('\r\n').slice(1, -1);
    expect(listed.map((row) => Number(row.slice(0, row.indexOf(','))))).toEqual(lines);
  },
);
