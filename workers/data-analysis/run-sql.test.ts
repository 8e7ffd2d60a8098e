import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { name, openDuck, text, type Duck } from './duck.ts';
import { runSql } from './run-sql.ts';
import { openForSql } from './table.ts';

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
  ['SQL_NOT_ALLOWED', "SELECT * FROM read_csv('/etc/passwd')"],
  ['SQL_NOT_ALLOWED', "SELECT * FROM read_text('../../../../etc/passwd')"],
  ['SQL_NOT_ALLOWED', "SELECT * FROM glob('/*')"],
  ['SQL_NOT_ALLOWED', "SELECT * FROM read_parquet('https://example.com/a.parquet')"],
  ['SQL_INVALID', "SELECT * FROM '/etc/passwd'"],
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
  ['SQL_INVALID', "SELECT getenv('HOME')"],
  ['SQL_INVALID', 'SELECT nothing FROM data'],
  ['SQL_INVALID', 'SELECT FROM WHERE'],
  ['SQL_INVALID', ''],
  ['OUT_OF_MEMORY', 'SELECT list(i) FROM range(100000000000) t(i)'],
  ['OUT_OF_MEMORY', "SELECT string_agg(repeat('x', 1000000) || i, '') FROM range(3000) t(i)"],
])('%s: %s', async ([code, sql]) => {
  await expect(runSql(duck, sql!, 10)).rejects.toMatchObject({ code });
  expect(await runSql(duck, 'SELECT count(*) AS n FROM data', 1)).toMatchObject({ rows: [{ n: 1000 }] });
});
