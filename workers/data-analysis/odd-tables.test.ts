import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draw } from '../kit/report/draw.ts';
import { analyse } from './analyse.ts';
import { analyses } from './contract/analyses.ts';
import { dataAnalysis } from './contract.ts';
import { readingWishes } from './contract/table.ts';
import { openDuck } from './duck.ts';
import { planOf, readTable } from './reading/read-table.ts';
import { htmlReport } from './report/html.ts';
import { shorten } from './report/shorten.ts';
import { openTable } from './table.ts';

let root: string;
beforeAll(async () => (root = await mkdtemp(path.join(tmpdir(), 'odd-test-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

const nowhere = { bucket: 'bucket', key: 'key', bytes: 1, contentType: 'text/csv', etag: 'e', sha256: 's' };
const { charts: _stored, ...shape } = dataAnalysis.result.shape;
/** What a run has of a file: the result as it travels, and the page. */
async function whole(csv: string, wishes: object) {
  const folder = await mkdtemp(path.join(root, 'job-'));
  const source = { file: path.join(folder, 'source'), folder };
  await writeFile(source.file, csv);
  const duck = await openDuck({ folder, memory: 600_000_000 });
  const plan = await planOf(duck, source, 'a.csv', readingWishes.parse({}));
  const { parquet, rows, rejected } = await readTable(duck, source, plan, 1);
  const table = await openTable(duck, parquet, plan.columns);
  const options = { seed: 1, assignments: path.join(folder, 'clusters.csv'), report: () => undefined };
  // As it is stored: what JSON does not have is null in it.
  const found = JSON.parse(JSON.stringify(await analyse(table, analyses.parse(wishes), options))) as Awaited<
    ReturnType<typeof analyse>
  >;
  const svgs = await draw(found.charts.map(({ spec }) => spec));
  const { format, dialect, columns } = plan;
  const about = { format, dialect, columns, rows, rejected };
  const page = htmlReport({ ...about, ...found, source: { bucket: 'b', key: 'a/<b>.csv' }, answer: null, svgs });
  const { charts, categories: _forQuestions, ...told } = found;
  const stored = { csv: nowhere, json: nowhere, html: nowhere, assignments: nowhere, answer: null };
  const drawn = charts.map(({ title, spec }) => ({ title, spec: { ...spec }, png: nowhere, svg: nowhere }));
  const result = shorten({ ...about, ...told, ...stored, rejected: { ...rejected, csv: null }, charts: drawn });
  return { result: z.object(shape).parse(result) && result, page, svgs };
}

const everything = { statistics: {}, correlations: {}, outliers: {} };
const lines = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_line, n) => line(n)).join('\n');

test('numbers as large and as small as there are', { timeout: 60_000 }, async () => {
  const csv = `a,b,c,g\n${lines(40, (n) => `${n % 2 ? '-' : ''}1.7e308,5e-324,${n},${n % 2}`)}`;
  const charts = [
    { kind: 'HISTOGRAM', x: 'a' },
    { kind: 'SCATTER', x: 'a', y: 'c' },
    { kind: 'BOX', x: 'g', y: 'a' },
    { kind: 'LINE', x: 'a', y: 'c' },
    { kind: 'BAR', x: 'g', y: 'a' },
  ];
  const { result, page } = await whole(csv, { ...everything, comparison: { group: 'g' }, charts });
  expect(result.profile!.columns[0]).toMatchObject({
    least: '-1.7e+308',
    greatest: '1.7e+308',
    standardDeviation: null,
  });
  expect(result.statistics[0]).toMatchObject({ n: 40, variance: null, least: -1.7e308 });
  expect(page).not.toMatch(/NaN|Infinity|0{20}/);
  expect(result.comparison[0]!.groups.map(({ group }) => group)).toEqual(['0', '1']);
  await expect(whole(csv, { clustering: { columns: ['a'] } })).rejects.toMatchObject({ code: 'COLUMN_NOT_FIT' });
});

test('whole numbers keep all their digits, and longer ones are text', async () => {
  const { result } = await whole('id,long\n9223372036854775807,1\n9007199254740993,92233720368547758089\n', {});
  expect(result.profile!.columns).toMatchObject([
    { type: 'INTEGER', least: '9007199254740993', greatest: '9223372036854775807' },
    { type: 'TEXT', greatest: '92233720368547758089' },
  ]);
});

test('what does not vary, is not there, or is there once', { timeout: 60_000 }, async () => {
  const csv = `same,nothing,day,text\n${lines(9, () => '7,,infinity,x')}\n7,,2026-01-01,x\n`;
  const { result } = await whole(csv, { ...everything, clustering: { k: 2 }, comparison: { group: 'text' } });
  expect(result.statistics).toMatchObject([{ variance: 0, skewness: null, kurtosis: null }]);
  expect(result.profile).toMatchObject({
    duplicates: 8,
    columns: [{ distinct: 1 }, { missing: 10, least: null }, { infinite: 9 }, {}],
  });
  const { result: once } = await whole('a,b\n1,2\n', everything);
  expect(once.statistics[0]).toMatchObject({ n: 1, variance: null, median: 1 });
  expect(once.correlations).toMatchObject([{ n: 1, pearson: null, spearman: null }]);
});

test(
  'names and texts that are code somewhere are text on the page and in the charts',
  { timeout: 60_000 },
  async () => {
    const evil = [
      '<script>alert(1)</script>',
      `'); DROP TABLE x; --`,
      '{{constructor}}',
      'a.b[0]\\',
      'datum["x"]',
      '🙂 "',
    ];
    const header = evil.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
    const csv = `${header},group\n${lines(30, (n) => `${evil.map((_name, at) => n * at + 1).join(',')},${n % 2 ? '<img src=x onerror=alert(1)>' : '=1+1'}`)}`;
    const charts = evil.flatMap((x) => [
      { kind: 'SCATTER', x, y: evil[0], colour: 'group' },
      { kind: 'BAR', x: 'group', y: x },
    ]);
    const wishes = { ...everything, clustering: { k: 2 }, comparison: { group: 'group' }, charts: charts.slice(0, 8) };
    const { page, svgs, result } = await whole(csv, wishes);
    expect(result.columns.map(({ name }) => name)).toEqual([...evil, 'group']);
    for (const text of [page, ...svgs]) expect(text).not.toMatch(/<script|<img|<foreignObject/i);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  },
);

test('as many columns, and as long ones, as there may be fit into a result', { timeout: 120_000 }, async () => {
  const names = Array.from({ length: 80 }, (_name, n) => `${n} ${'语'.repeat(190)}`);
  const csv = [
    names.join(','),
    ...Array.from({ length: 60 }, (_row, n) =>
      names.map((_name, at) => (at < 30 ? n * at * 1.1 : `${'语'.repeat(60)}${n}`)).join(','),
    ),
  ].join('\n');
  const comparison = { group: names[79] };
  await expect(whole(csv, { comparison })).rejects.toMatchObject({ code: 'COLUMN_NOT_FIT' });
  const { result } = await whole(csv, { statistics: {}, outliers: {}, clustering: { k: 20 } });
  expect(result.profile!.columns.length).toBeGreaterThan(3);
  expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(200_000);
});
