import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adjustedRandIndex } from '../../test/adjusted-rand-index.ts';
import { virtualPython } from '../../test/virtual-environment.ts';
import { analyse } from './analyse.ts';
import { analyses } from './contract/analyses.ts';
import { readingWishes } from './contract/table.ts';
import { openDuck } from './duck.ts';
import type { Findings } from './findings.ts';
import { planOf, readTable } from './reading/read-table.ts';
import { openTable } from './table.ts';

/** What Python says of a table. */
interface Reference {
  columns: string[];
  group: string;
  statistics: Record<string, Record<string, number | null>>;
  correlations: { a: string; b: string; n: number; pearson: number | null; spearman: number | null }[];
  comparison: Record<string, { f: number; p: number; means: number[]; welchT?: number; welchP?: number }>;
  clusters: { k: number; labels: number[]; inertia: number; silhouette: number | null };
}

const requirements = [
  'pandas==3.1.1',
  'scikit-learn==1.9.1',
  'scipy==1.17.1',
  'numpy==2.4.6',
  'plotly==7.1.0',
  'openpyxl==3.1.5',
];
const script = fileURLToPath(new URL('../../test/fixtures/analysis/reference.py', import.meta.url));

let folder: string;
let missing: string | null = null;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pandas-test-'));
  const found = await virtualPython(requirements);
  if ('reason' in found) missing = `Python has no pandas and scikit-learn of these versions: ${found.reason}`;
  else await promisify(execFile)(found.python, [script, folder]);
}, 900_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a workbook is read as the table that it was made of', async ({ skip }) => {
  if (missing !== null) return skip(missing);
  const own = await mkdtemp(path.join(folder, 'xlsx-'));
  const source = { file: path.join(folder, 'workbook.xlsx'), folder: own };
  const duck = await openDuck({ folder: own, memory: 600_000_000 });
  const read = async (sheet: string) => {
    const plan = await planOf(duck, source, 'a.xlsx', readingWishes.parse({ sheet }));
    return { plan, table: await readTable(duck, source, plan, 0) };
  };
  const { plan, table } = await read('Flowers');
  expect(table).toMatchObject({ rows: 150, rejected: { rows: 0 } });
  expect(plan).toMatchObject({
    format: 'XLSX',
    columns: [...Array.from({ length: 4 }, () => ({ type: 'NUMBER' })), { type: 'TEXT' }, { type: 'DATE' }],
  });
  const [sum] = await duck.rows(`SELECT sum(c0) AS sum, max(c5)::VARCHAR AS day FROM read_parquet('${table.parquet}')`);
  expect(sum).toEqual({ sum: expect.closeTo(876.5, 9) as number, day: '2026-01-02' });
  await expect(read('Trees')).rejects.toThrow('The workbook has no sheet Trees. It has: Flowers.');
});

async function analysed(name: string, reference: Reference): Promise<{ found: Findings; labels: number[] }> {
  const own = path.join(folder, name);
  await mkdir(own);
  const file = path.join(own, 'source');
  await copyFile(path.join(folder, `${name}.csv`), file);
  const source = { file, folder: own };
  const duck = await openDuck({ folder: own, memory: 600_000_000 });
  const plan = await planOf(duck, source, 'a.csv', readingWishes.parse({}));
  const { parquet, rejected } = await readTable(duck, source, plan, 0);
  expect(rejected.rows).toBe(0);
  const wishes = analyses.parse({
    profile: false,
    statistics: {},
    correlations: {},
    comparison: { group: reference.group },
    clustering: { k: reference.clusters.k },
  });
  const assignments = path.join(own, 'clusters.csv');
  const found = await analyse(await openTable(duck, parquet, plan.columns), wishes, {
    seed: 1,
    assignments,
    report: () => undefined,
  });
  const lines = (await readFile(assignments, 'utf8')).trim().split('\r\n').slice(1);
  return { found, labels: lines.map((line) => Number(line.split(',')[1])) };
}

/** Equal to 1e-9 of its size, where both are defined; a p below that is as good as 0. */
function same(what: string, ours: number | null | undefined, theirs: number | null | undefined) {
  if (theirs === null || theirs === undefined) return;
  expect(typeof ours, what).toBe('number');
  const off = Math.abs(ours! - theirs);
  expect(off <= 1e-9 * Math.max(Math.abs(theirs), 1e-3), `${what}: ${ours} instead of ${theirs}`).toBe(true);
}

test.for(['iris', 'tips', 'flights', 'blobs', 'far', 'ties'])(
  '%s: what pandas, SciPy and scikit-learn say is what we say',
  { timeout: 120_000 },
  async (name, { skip }) => {
    if (missing !== null) return skip(missing);
    const reference = JSON.parse(await readFile(path.join(folder, `${name}.json`), 'utf8')) as Reference;
    const { found, labels } = await analysed(name, reference);
    expect(found.statistics.map(({ column }) => column)).toEqual(reference.columns);
    for (const { column, ...ours } of found.statistics) {
      for (const [statistic, theirs] of Object.entries(reference.statistics[column]!))
        same(`${name} ${column} ${statistic}`, ours[statistic as keyof typeof ours], theirs);
    }
    expect(found.correlations.map(({ a, b, n }) => ({ a, b, n }))).toEqual(
      reference.correlations.map(({ a, b, n }) => ({ a, b, n })),
    );
    for (const [at, { a, b, pearson, spearman }] of reference.correlations.entries()) {
      same(`${name} ${a} ${b} pearson`, found.correlations[at]!.pearson, pearson);
      same(`${name} ${a} ${b} spearman`, found.correlations[at]!.spearman, spearman);
    }
    for (const { column, f, p, welchT, welchP, groups } of found.comparison) {
      const theirs = reference.comparison[column]!;
      same(`${name} ${column} F`, f, theirs.f);
      same(`${name} ${column} p`, p, theirs.p);
      same(`${name} ${column} t`, welchT, theirs.welchT);
      same(`${name} ${column} p of t`, welchP, theirs.welchP);
      for (const [at, { group, mean }] of groups.entries()) same(`${name} ${column} ${group}`, mean, theirs.means[at]);
    }
    const { clusters } = reference;
    expect(labels).toHaveLength(clusters.labels.length);
    const agreement = adjustedRandIndex(labels, clusters.labels);
    expect(agreement, `inertia ${found.clustering!.inertia}, theirs ${clusters.inertia}`).toBeGreaterThanOrEqual(0.99);
    same(`${name} inertia`, found.clustering!.inertia, agreement === 1 ? clusters.inertia : null);
    same(`${name} silhouette`, found.clustering!.silhouette, agreement === 1 ? clusters.silhouette : null);
  },
);
