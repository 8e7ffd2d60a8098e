import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { name, openDuck, text, type Duck } from '../duck.ts';
import { runSql } from './run-sql.ts';
import { openForSql } from '../table.ts';

let duck: Duck;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sql-test-'));
  duck = await openDuck({ folder, memory: 300_000_000 });
  const parquet = path.join(folder, 'table.parquet');
  await duck.run(
    `COPY (SELECT i AS c0, 'it''s ' || i AS c1 FROM range(1000) t(i)) TO ${text(parquet)} (FORMAT parquet)`,
  );
  const columns = [
    { name: 'a "b"', type: 'INTEGER' as const },
    { name: "c's", type: 'TEXT' as const },
  ];
  await openForSql(duck, parquet, columns);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('columns have the names that people know, and values are JSON', async () => {
  const sql = `SELECT ${name('a "b"')} AS a, ${name("c's")}, 1.50::DECIMAL(5, 2) AS d, DATE '2026-01-02' AS e, 'NaN'::DOUBLE AS f,
    [1, 2] AS g, 9007199254740993 AS h, NULL AS i, true AS j, 1 AS a FROM data ORDER BY 1 LIMIT 1;`;
  expect(await runSql(duck, sql, 10)).toEqual({
    columns: ['a', "c's", 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'a_2'],
    rows: [
      {
        a: 0,
        "c's": "it's 0",
        d: 1.5,
        e: '2026-01-02',
        f: 'NaN',
        g: '[1, 2]',
        h: '9007199254740993',
        i: null,
        j: true,
        a_2: 1,
      },
    ],
    truncated: false,
  });
});

test('of many rows the first are kept, also where there would be no end of them', async () => {
  expect(await runSql(duck, 'SELECT * FROM data', 10)).toMatchObject({ truncated: true, rows: { length: 10 } });
  expect(await runSql(duck, 'SELECT * FROM range(1000000000000)', 10)).toMatchObject({ truncated: true });
});

test.for([
  [
    'one of its own',
    'WITH top AS (SELECT * FROM DATA), data2 AS (SELECT * FROM top) SELECT count(*) AS n FROM "data2"',
  ],
  [
    'one that goes on',
    'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 1000) SELECT max(n) AS n FROM r',
  ],
  ['one that is made', 'SELECT count(*) AS n FROM range(1000) JOIN (VALUES (1), (2)) v(x) ON x = 1'],
  ['a subquery', 'SELECT count(*) AS n FROM (SELECT unnest([1, 2]) FROM data LIMIT 1000)'],
  [
    'values beside each other',
    `SELECT count(*) AS n FROM (PIVOT (SELECT "a ""b""" % 2 AS k FROM data) ON k IN (0) USING count(*) AS n)`,
  ],
])('what a question may name: %s', async ([, sql]) => {
  const { rows } = await runSql(duck, sql!, 10);
  expect(rows).toEqual([{ n: expect.any(Number) as number }]);
});

test.for([
  ['SQL_NOT_ALLOWED', "SELECT * FROM read_csv('/etc/passwd')"],
  ['SQL_NOT_ALLOWED', "SELECT * FROM read_text('../../../../etc/passwd')"],
  ['SQL_NOT_ALLOWED', "SELECT (SELECT max(content) FROM read_text('/etc/passwd')) FROM data"],
  ['SQL_NOT_ALLOWED', "SELECT * FROM glob('/*')"],
  ['SQL_NOT_ALLOWED', "SELECT * FROM read_parquet('https://example.com/a.parquet')"],
  ['SQL_NOT_ALLOWED', "SELECT * FROM '/etc/passwd'"],
  ['SQL_NOT_ALLOWED', 'SELECT sql FROM duckdb_views()'],
  ['SQL_NOT_ALLOWED', 'SELECT * FROM duckdb_views'],
  ['SQL_NOT_ALLOWED', 'WITH a AS (SELECT * FROM duckdb_views), duckdb_views AS (SELECT 1) SELECT * FROM a'],
  ['SQL_NOT_ALLOWED', 'SELECT * FROM duckdb_views, (WITH duckdb_views AS (SELECT 1) SELECT * FROM duckdb_views)'],
  ['SQL_NOT_ALLOWED', 'WITH duckdb_views AS (SELECT * FROM duckdb_views) SELECT * FROM duckdb_views'],
  ['SQL_NOT_ALLOWED', 'SELECT * FROM information_schema.tables'],
  ['SQL_NOT_ALLOWED', "SELECT current_setting('temp_directory')"],
  ['SQL_NOT_ALLOWED', "SELECT * FROM enable_logging(storage := 'file', storage_path := '/tmp/x')"],
  ['SQL_NOT_ALLOWED', "SELECT * FROM query('SELECT 1')"],
  ['SQL_NOT_ALLOWED', 'SELECT * FROM arrow_scan(1::POINTER, 2::POINTER, 3::POINTER)'],
  ['SQL_NOT_ALLOWED', "ATTACH 'x.db' AS x"],
  ['SQL_NOT_ALLOWED', 'INSTALL httpfs'],
  ['SQL_NOT_ALLOWED', 'LOAD httpfs'],
  ['SQL_NOT_ALLOWED', "COPY data TO '/tmp/x.csv'"],
  ['SQL_NOT_ALLOWED', "EXPORT DATABASE '/tmp/x'"],
  ['SQL_NOT_ALLOWED', "SET memory_limit = '1TB'"],
  ['SQL_NOT_ALLOWED', 'PRAGMA enable_profiling'],
  ['SQL_NOT_ALLOWED', 'CREATE TABLE x AS SELECT 1'],
  ['SQL_NOT_ALLOWED', 'DROP VIEW data'],
  ['SQL_NOT_ALLOWED', 'SELECT 1; DROP VIEW data'],
  ['SQL_NOT_ALLOWED', 'EXPLAIN SELECT 1'],
  ['SQL_NOT_ALLOWED', "SELECT getenv('HOME')"],
  ['SQL_INVALID', "SELECT error('so')"],
  ['SQL_INVALID', 'SELECT nothing FROM data'],
  ['SQL_INVALID', 'SELECT FROM WHERE'],
  ['SQL_INVALID', ''],
  ['SQL_INVALID', '-- nothing'],
  ['SQL_INVALID', `SELECT ${'abs('.repeat(3000)}1${')'.repeat(3000)}`],
  ['OUT_OF_MEMORY', 'SELECT list(i) FROM range(100000000000) t(i)'],
  ['OUT_OF_MEMORY', "SELECT string_agg(repeat('x', 1000000) || i, '') FROM range(3000) t(i)"],
])('%s: %s', async ([code, sql]) => {
  const failed: unknown = await runSql(duck, sql!, 10).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code });
  expect((failed as Error).message, 'where files are is nobody’s business').not.toContain(folder);
  expect(await runSql(duck, 'SELECT count(*) AS n FROM data', 1)).toMatchObject({ rows: [{ n: 1000 }] });
});
