import sharp from 'sharp';
import { expect, test } from 'vitest';
import { useFakeAi } from '../../test/fake-ai.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { killInTheMiddle } from '../../test/kill-in-the-middle.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';
import type { AnalysisResult } from './contract.ts';

const fakes = useFakeAi();
const stack = useStack({
  get env() {
    return { ...fakes.env, BUS: 'none', TASK_QUEUES: 'data,ai', DATA_MAX_SECONDS: '60' };
  },
});

/** Three groups far from each other, of days in a row. */
const sales = () => {
  const lines = Array.from({ length: 90 }, (_row, n) => {
    const region = ['north', 'south', 'west'][n % 3]!;
    const day = new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10);
    return `${day},${region},${(n % 3) * 100 + (n % 7)},${(n % 3) * 10 + (n % 5) / 10}`;
  });
  return ['day,region,amount,discount', ...lines].join('\n');
};
const put = (text: string, name: string) => stack.put(Buffer.from(text), name);
const says = (...sqls: string[]) =>
  fakes.anthropic.script(...sqls.map((sql) => ({ text: JSON.stringify({ sql, explanation: 'It counts.' }) })));
const listed = async (prefix: string) => {
  const keys: string[] = [];
  for await (const page of stack.storage.list({ bucket: stack.settings.storage.bucket, prefix }))
    keys.push(...page.map(({ key }) => key));
  return keys;
};
const readText = async (at: { bucket: string; key: string }) => (await stack.storage.read(at)).toString();

const everything = {
  profile: true,
  statistics: {},
  correlations: {},
  outliers: {},
  clustering: { columns: ['amount', 'discount'] },
  timeSeries: { time: 'day', value: 'amount' },
  comparison: { group: 'region' },
  charts: [{ kind: 'SCATTER', x: 'amount', y: 'discount', colour: 'region' }],
  question: { text: 'Which region sells most?' },
};

test('the history of a file of which everything is asked', { timeout: 300_000 }, async () => {
  const source = await put(`${sales()}\n2026-06-01,=HYPERLINK("x"),lots,1\n`, 'sales.csv');
  const sql = 'SELECT region, sum(amount)::BIGINT AS total FROM data GROUP BY region ORDER BY total DESC';
  says(sql);
  const run = await stack.start('dataAnalysis', { source, analyses: everything });
  const end = await run.end('cost { calls }');
  expect(end, JSON.stringify(end.failure)).toMatchObject({ status: 'COMPLETED', cost: { calls: 1 } });
  const result = end.resultJson as unknown as AnalysisResult;
  expect(result).toMatchObject({
    format: 'CSV',
    rows: 90,
    dialect: { encoding: 'UTF_8', delimiter: ',', decimal: 'POINT', header: true },
    columns: [
      { name: 'day', type: 'DATE' },
      { name: 'region', type: 'TEXT' },
      { name: 'amount', type: 'INTEGER' },
      { name: 'discount', type: 'NUMBER' },
    ],
    rejected: { rows: 1, first: [{ line: 92, column: 'amount', code: 'CAST', reason: '"lots" is no BIGINT.' }] },
    clustering: { k: 3, chosen: true, clusters: [{ size: 30 }, { size: 30 }, { size: 30 }] },
    timeSeries: { interval: 'DAY', points: 90, gaps: 0 },
    answer: { sql, tries: 1, columns: ['region', 'total'], rowCount: 3, truncated: false },
  });
  expect(result.answer!.rows[0]).toMatchObject({ region: 'west' });
  expect(result.comparison.map(({ column }) => column)).toEqual(['amount', 'discount']);

  // What spreadsheets would compute they show.
  expect(await readText(result.rejected.csv!)).toContain(`,"2026-06-01,=HYPERLINK(""x""),lots,1"`);
  expect(await readText(result.answer!.csv)).toMatch(/^region,total\r\nwest,/);
  expect((await readText(result.assignments!)).split('\r\n')).toHaveLength(92);
  for (const { png, svg, spec } of result.charts) {
    expect(await sharp(await stack.storage.read(png)).metadata()).toMatchObject({ format: 'png' });
    expect(await readText(svg)).toMatch(/^<svg/);
    expect(spec).toMatchObject({ $schema: expect.stringContaining('vega-lite') as string });
  }
  const page = await readText(result.html);
  expect(page).toContain('SELECT region, sum(amount)');
  expect(page).not.toMatch(/<script|src=/);
  expect(await listed('work/')).toEqual([]);

  // The model was told columns and texts, not rows.
  const asked = JSON.stringify(fakes.anthropic.requests[0]!.body);
  expect(asked).toContain('north');
  expect(asked).not.toContain('2026-01-01');
  await keepHistory(stack, run, 'everything');

  // With the same seed it is the same, to the last byte.
  says(sql);
  const again = await stack.start('dataAnalysis', { source, analyses: everything }, { rerun: true });
  expect((await again.end()).resultJson).toEqual(end.resultJson);
});

test(
  'the history of SQL that is written again as it cannot be used, and typed results in GraphQL',
  { timeout: 180_000 },
  async () => {
    const source = await put(sales(), 'sales.csv');
    says("SELECT * FROM read_text('/etc/passwd')", 'SELECT nothing FROM data', 'SELECT count(*) AS n FROM data');
    const run = await stack.start('dataAnalysis', {
      source,
      analyses: { profile: false, question: { text: 'How many?' } },
    });
    const end = await run.end(
      '... on DataAnalysisRun { result { answer { sql tries rows } charts { spec } profile { duplicates } } }',
    );
    expect(end, JSON.stringify(end.failure)).toMatchObject({
      status: 'COMPLETED',
      result: {
        answer: { sql: 'SELECT count(*) AS n FROM data', tries: 3, rows: [{ n: 90 }] },
        charts: [],
        profile: null,
      },
    });
    const told = JSON.stringify(fakes.anthropic.requests.at(-1)!.body);
    expect(told).toContain('It reaches for the function read_text: data is all there is to read.');
    expect(told).not.toContain('root:');
    await keepHistory(stack, run, 'question');
  },
);

test.for([
  ['reads a file', 'SQL_NOT_ALLOWED', "SELECT * FROM read_csv('/etc/passwd')"],
  [
    'loops for ever',
    'SQL_TIMED_OUT',
    'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n FROM r) SELECT count(*) FROM r',
  ],
  ['makes one huge text', 'SQL_OUT_OF_MEMORY', "SELECT length(repeat('x', 3000000000))"],
] as const)('SQL that %s ends the run with %s, and the worker lives', { timeout: 120_000 }, async ([, code, sql]) => {
  const source = await put('a,b\n1,2\n', 'tiny.csv');
  says(sql, sql, sql);
  const question = { text: 'Anything?', maxSeconds: 3 };
  const run = await stack.start('dataAnalysis', { source, analyses: { profile: false, question } });
  const end = await run.end();
  expect(end).toMatchObject({ status: 'FAILED', failure: { code, step: 'analyse' } });
  expect(end.failure!.message).toContain(sql);
  expect(fakes.anthropic.requests).toHaveLength(3);
  expect(process.kill(stack.worker.pid, 0)).toBe(true);
});

test('the history of a file without rows', { timeout: 180_000 }, async () => {
  const source = await put('a,b\n', 'header.csv');
  const run = await stack.start('dataAnalysis', { source });
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'NO_ROWS', step: 'load' } });
  await keepHistory(stack, run, 'no-rows');
});

test.for<[string, string | null, { prefix?: string; analyses?: object }]>([
  ['SOURCE_NOT_FOUND', null, {}],
  ['DATA_INVALID', 'PAR1 nothing of the kind PAR1', {}],
  ['TOO_MANY_REJECTED', 'a,b\n1,2\n3,4\n5\n', {}],
  ['COLUMN_NOT_FIT', 'a,b\n1,x\n', { analyses: { statistics: { columns: ['b'] } } }],
  ['DESTINATION_NOT_ALLOWED', 'a,b\n1,2\n', { prefix: 'work/' }],
])('%s is an error of its own', { timeout: 60_000 }, async ([code, text, { prefix, ...more }]) => {
  const { bucket } = stack.settings.storage;
  const source = text === null ? { bucket, key: 'nothing.csv' } : await put(text, 'any');
  const destination = prefix === undefined ? undefined : { bucket, prefix };
  const end = await (await stack.start('dataAnalysis', { source, destination, ...more })).end();
  expect(end).toMatchObject({ status: 'FAILED', failure: { code } });
  expect(end.failure!.message).not.toContain('/tmp');
});

test.for([
  ['no analysis', { profile: false }, /Ask for one analysis/],
  ['a scatter without y', { charts: [{ kind: 'SCATTER', x: 'a' }] }, /SCATTER needs one/],
  ['too many clusters', { clustering: { k: 1000 } }, /analyses\.clustering\.k/],
] as const)('%s is refused before anything runs', async ([, analyses, says]) => {
  const source = { bucket: stack.settings.storage.bucket, key: 'a.csv' };
  await expect(stack.start('dataAnalysis', { source, analyses })).rejects.toThrow(says);
});

/** Large enough to be at work for a while: silhouettes of many numbers of clusters. */
const slow = async () => {
  const lines = Array.from(
    { length: 5000 },
    (_row, n) => `${Math.sin(n) * 100},${Math.cos(n * 7)},${(n * 7919) % 1000}`,
  );
  return put(['a,b,c', ...lines].join('\n'), 'slow.csv');
};
const clusters = { profile: true, clustering: { maxK: 20 } };

test(
  'the history of a run that is cancelled: nothing is stored, and nothing goes on',
  { timeout: 180_000 },
  async () => {
    const run = await stack.start('dataAnalysis', {
      source: await slow(),
      analyses: clusters,
      destination: { bucket: stack.settings.storage.bucket, prefix: 'cancelled/' },
    });
    for await (const { progress } of run.states()) if (progress.step === 'analyse' && (progress.done ?? 0) > 0) break;
    await run.cancel();
    expect(await run.end()).toMatchObject({ status: 'CANCELED' });
    expect(await listed('cancelled/')).toEqual([]);
    await waitFor('its work to be gone', async () => (await listed('work/')).length === 0);
    await keepHistory(stack, run, 'cancelled');
  },
);

test('a worker that is killed costs one attempt', { timeout: 120_000 }, async () => {
  const source = await slow();
  const run = await stack.start('dataAnalysis', { source, analyses: clusters });
  const { last } = await killInTheMiddle(stack, run, { step: 'analyse', done: 2 });
  expect(last).toMatchObject({ status: 'COMPLETED' });
});
