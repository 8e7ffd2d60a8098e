import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readingWishes, type Plan } from '../contract/table.ts';
import { openDuck, text } from '../duck.ts';
import { cellName } from '../table.ts';
import { planOf, readTable } from './read-table.ts';

let root: string;
beforeAll(async () => (root = await mkdtemp(path.join(tmpdir(), 'read-test-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

async function read(key: string, content: Buffer | string, wishes: object = {}) {
  const folder = await mkdtemp(path.join(root, 'job-'));
  const file = path.join(folder, 'source');
  await writeFile(file, content);
  const duck = await openDuck({ folder, memory: 600_000_000, threads: 2 });
  const plan = await planOf(duck, { file, folder }, key, readingWishes.parse(wishes));
  const table = await readTable(duck, { file, folder }, plan, 1);
  const cells = plan.columns.map((_column, at) => `${cellName(at)}::VARCHAR`);
  const rows = await duck.rows<{ row: string[] }>(
    `SELECT [${cells.join(', ')}] AS row FROM read_parquet(${text(table.parquet)})`,
  );
  return { plan, table, columns: shown(plan), rows: rows.map(({ row }) => row) };
}
const shown = ({ columns }: Plan) => columns.map(({ name, type }) => `${name} ${type}`);

test.for<[string, string, Buffer | string, { columns: string[]; rows: (string | null)[][] }]>([
  [
    'semicolons and decimal commas',
    'a.csv',
    'name;price;n\nx;1,5;1\ny;2.345,25;2\nz;;3\n',
    {
      columns: ['name TEXT', 'price NUMBER', 'n INTEGER'],
      rows: [
        ['x', '1.5', '1'],
        ['y', '2345.25', '2'],
        ['z', null, '3'],
      ],
    },
  ],
  ['a byte order mark', 'a.csv', '\ufeffa,b\n1,2\n', { columns: ['a INTEGER', 'b INTEGER'], rows: [['1', '2']] }],
  [
    'UTF-16',
    'a.csv',
    Buffer.from('\ufeffnäme,b\r\nü,2\r\n', 'utf16le'),
    { columns: ['näme TEXT', 'b INTEGER'], rows: [['ü', '2']] },
  ],
  [
    'UTF-16 with the large end first',
    'a.csv',
    Buffer.from('\ufeffnäme,b\r\nü,2\r\n', 'utf16le').swap16(),
    { columns: ['näme TEXT', 'b INTEGER'], rows: [['ü', '2']] },
  ],
  [
    'UTF-16 that does not say so',
    'a.csv',
    Buffer.from('name,b\r\nx,2\r\ny,3\r\n', 'utf16le'),
    {
      columns: ['name TEXT', 'b INTEGER'],
      rows: [
        ['x', '2'],
        ['y', '3'],
      ],
    },
  ],
  [
    'Windows-1252',
    'a.csv',
    Buffer.from('näme,b\nü,2\n', 'latin1'),
    { columns: ['näme TEXT', 'b INTEGER'], rows: [['ü', '2']] },
  ],
  [
    'line breaks and quotes in quotes',
    'a.csv',
    'a,b\n"x\ny",1\n"q ""z""",2\n',
    {
      columns: ['a TEXT', 'b INTEGER'],
      rows: [
        ['x\ny', '1'],
        ['q "z"', '2'],
      ],
    },
  ],
  [
    'names that are there twice, or missing',
    'a.csv',
    'a,A,a,,b\n1,2,3,4,5\n',
    {
      columns: ['a INTEGER', 'A_2 INTEGER', 'a_3 INTEGER', 'column_4 INTEGER', 'b INTEGER'],
      rows: [['1', '2', '3', '4', '5']],
    },
  ],
  [
    'no header',
    'a.csv',
    '1,2\n3,4\n',
    {
      columns: ['column_1 INTEGER', 'column_2 INTEGER'],
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
    },
  ],
  [
    'what is no number, and missing',
    'a.csv',
    'a,b\n1,NaN\n2,inf\nNA,-Infinity\n4,1.5\n',
    {
      columns: ['a INTEGER', 'b NUMBER'],
      rows: [
        ['1', 'nan'],
        ['2', 'inf'],
        [null, '-inf'],
        ['4', '1.5'],
      ],
    },
  ],
  [
    'formulas',
    'a.csv',
    'a,b\n=1+1,+2\n@x,-3\n',
    {
      columns: ['a TEXT', 'b INTEGER'],
      rows: [
        ['=1+1', '2'],
        ['@x', '-3'],
      ],
    },
  ],
  [
    'line ends of all kinds',
    'a.csv',
    'a,b\r\n1,2\n3,4\r\n',
    {
      columns: ['a INTEGER', 'b INTEGER'],
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
    },
  ],
  [
    'line ends of old',
    'a.csv',
    'a,b\r1,2\r3,4\r',
    {
      columns: ['a INTEGER', 'b INTEGER'],
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
    },
  ],
  [
    'dates of Europe',
    'a.csv',
    'd,e\n31.12.2020,2020-01-01 10:00:00\n01.02.2021,2020-01-01\n',
    {
      columns: ['d DATE', 'e TIMESTAMP'],
      rows: [
        ['2020-12-31', '2020-01-01 10:00:00'],
        ['2021-02-01', '2020-01-01 00:00:00'],
      ],
    },
  ],
  [
    'dates that may be either',
    'a.csv',
    'd,x\n01/02/2020,1\n03/04/2021,2\n',
    {
      columns: ['d TEXT', 'x INTEGER'],
      rows: [
        ['01/02/2020', '1'],
        ['03/04/2021', '2'],
      ],
    },
  ],
  [
    'text',
    'a.txt',
    'hello, you\nwhat a line\n',
    { columns: ['column_1 TEXT'], rows: [['hello, you'], ['what a line']] },
  ],
  ['tabs', 'a.tsv', 'a\tb\n1\tx y\n', { columns: ['a INTEGER', 'b TEXT'], rows: [['1', 'x y']] }],
  [
    'JSON lines, with what is nested as text',
    'a.ndjson',
    '{"a":1,"b":"x","c":[1,2],"d":{"e":1}}\n\n{"a":2.5,"b":"y","c":[]}\n',
    {
      columns: ['a NUMBER', 'b TEXT', 'c TEXT', 'd TEXT'],
      rows: [
        ['1.0', 'x', '[1,2]', '{"e":1}'],
        ['2.5', 'y', '[]', null],
      ],
    },
  ],
  [
    'JSON',
    'a.json',
    '[{"a":1,"d":"2026-01-02"},{"a":null,"d":"2026-01-03"}]',
    {
      columns: ['a INTEGER', 'd DATE'],
      rows: [
        ['1', '2026-01-02'],
        [null, '2026-01-03'],
      ],
    },
  ],
])('%s', async ([, key, content, expected]) => {
  const { columns, rows, table } = await read(key, content);
  expect({ columns, rows }).toEqual(expected);
  expect(table.rejected).toEqual({ rows: 0, first: [] });
});

test('what a caller knows better', async () => {
  const wishes = { columns: [{ name: 'zip', type: 'TEXT' }], missing: ['-'] };
  expect(await read('a.csv', 'zip,x\n01234,NA\n-,b\n', wishes)).toMatchObject({
    columns: ['zip TEXT', 'x TEXT'],
    rows: [
      ['01234', 'NA'],
      [null, 'b'],
    ],
  });
  expect(await read('a.csv', '01/02/2020;1\n', { dateFormat: '%d/%m/%Y', header: false })).toMatchObject({
    columns: ['column_1 DATE', 'column_2 INTEGER'],
    rows: [['2020-02-01', '1']],
  });
});

test('each broken row is listed with its line, column and reason, and none is lost', async () => {
  const good = Array.from({ length: 60 }, (_row, n) => `${n},"two\nlines",${n}.5`);
  const broken = ['60,x,many', '61', '62,x,1,2', '63,"x"y,1', '=64,x,1'];
  const { table, rows } = await read('a.csv', ['a,b,c', ...good, ...broken, '65,x,1'].join('\n'));
  expect(table.rejected).toEqual({
    rows: 5,
    first: [
      { line: 122, column: 'c', code: 'CAST', reason: '"many" is no DOUBLE.' },
      { line: 123, column: null, code: 'MISSING_COLUMNS', reason: 'The row has 1 cells instead of 3.' },
      { line: 124, column: null, code: 'TOO_MANY_COLUMNS', reason: 'The row has 4 cells instead of 3.' },
      {
        line: 125,
        column: 'b',
        code: 'QUOTES',
        reason: 'A quote is never closed, or does not enclose the whole cell.',
      },
      { line: 126, column: 'a', code: 'CAST', reason: '"=64" is no BIGINT.' },
    ],
  });
  expect(rows).toHaveLength(61);
  // Each with its text, which no spreadsheet computes.
  const csv = await readFile(table.rejectedCsv, 'utf8');
  expect(csv).toContain(`"'=64,x,1"`);
  expect(csv.trim().split('\r\n')).toHaveLength(6);
});

test('bytes that are no text are one broken row, wherever they are', async () => {
  const lines = Buffer.from(`a,b\n${'1,x\n'.repeat(300_000)}`);
  const { table } = await read(
    'a.csv',
    Buffer.concat([lines, Buffer.from([0x32, 0x2c, 0xff, 0xfe, 0x0a]), Buffer.from('3,z\n')]),
  );
  expect(table).toMatchObject({ rows: 300_001, rejected: { rows: 1, first: [{ line: 300_002, code: 'ENCODING' }] } });
});

test('lines that are no objects are rejected', async () => {
  const { table, rows } = await read('a.ndjson', '{"a":1}\nbroken\n[1]\n{"a":2}\n');
  expect(rows).toEqual([['1'], ['2']]);
  expect(table.rejected).toMatchObject({
    rows: 2,
    first: [
      { line: 2, code: 'JSON' },
      { line: 3, code: 'JSON' },
    ],
  });
});

test.for([
  ['NO_ROWS', 'a.csv', ''],
  ['NO_ROWS', 'a.csv', '\n\n'],
  ['NO_ROWS', 'a.csv', 'a,b\n'],
  ['DATA_INVALID', 'a.json', '[{"a":1},{"a":'],
  ['DATA_INVALID', 'a.json', '{"a":1}'],
  ['DATA_INVALID', 'a', 'PAR1 nothing of the kind PAR1'],
  ['DATA_INVALID', 'a.parquet', 'a,b\n1,2\n'],
  ['DATA_INVALID', 'a.xlsx', 'PK\x03\x04 nothing of the kind'],
  ['UNSUPPORTED_FORMAT', 'a.xls', Buffer.from('\xD0\xCF\x11\xE0', 'latin1')],
  ['UNSUPPORTED_FORMAT', 'a.csv.gz', Buffer.from([0x1f, 0x8b, 8])],
  ['UNSUPPORTED_FORMAT', 'a.png', Buffer.from([0x89, 0x50, 0, 0, 1, 2, 3])],
  ['TOO_MANY_COLUMNS', 'a.csv', Array.from({ length: 501 }, (_cell, n) => `c${n}`).join(',')],
] as const)('%s: %s %s', async ([code, key, content]) => {
  const failed: unknown = await read(key, content).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code });
  expect((failed as Error).message).not.toContain(root);
});
