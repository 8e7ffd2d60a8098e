import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createBatchClient } from '../../test/batch-client.ts';
import { useFakeAi } from '../../test/fake-ai.ts';
import { long } from '../../test/long.ts';
import { useStack } from '../../test/stack.ts';
import { triggerOf } from '../../test/triggered.ts';
import { waitFor } from '../../test/wait-for.ts';
import type { AnalysisResult } from './contract.ts';

const fakes = useFakeAi();
const stack = useStack({
  get env() {
    return { ...fakes.env, BUS: 'none', TASK_QUEUES: 'data,ai', QUOTA_RUNS_PER_DAY: '2' };
  },
});
const batches = createBatchClient(stack, 'DataAnalysis');
const csv = 'kind,n\n' + Array.from({ length: 20 }, (_row, n) => `${n % 2 ? 'odd' : 'even'},${n}`).join('\n');
const put = (text = csv) => stack.put(Buffer.from(text), 'numbers.csv');
const bucket = () => stack.settings.storage.bucket;
const start = (input: object, options?: object) => stack.start('dataAnalysis', input, options);
const resultOf = ({ resultJson }: { resultJson: unknown }) => resultJson as AnalysisResult;
const question = { text: 'How do they differ?' };
const listed = async (prefix: string) => {
  const keys: string[] = [];
  for await (const page of stack.storage.list({ bucket: bucket(), prefix })) keys.push(...page.map(({ key }) => key));
  return keys;
};

test(
  'questions for an end user count against their quota, and what asks no model does not',
  { timeout: 300_000 },
  async () => {
    const onBehalfOf = randomUUID();
    const source = await put();
    const ask = (text: string) => start({ source, onBehalfOf, analyses: { profile: false, question: { text } } });
    for (const text of ['How many are odd?', 'How do they differ?']) {
      const end = await (await ask(text)).end('labels { key value }');
      expect(end, JSON.stringify(end.failure)).toMatchObject({
        status: 'COMPLETED',
        labels: [{ key: 'onBehalfOf', value: onBehalfOf }],
      });
      // What plays a model asks for something that the table has.
      expect(resultOf(end).answer).toMatchObject({
        sql: 'SELECT "kind", count(*) AS "rows", round(avg("n"), 2) AS "mean" FROM data GROUP BY 1 ORDER BY 2 DESC, 1',
        rows: [
          { kind: 'even', rows: 10, mean: 9 },
          { kind: 'odd', rows: 10, mean: 10 },
        ],
      });
    }
    const before = fakes.anthropic.requests.length;
    const third = await (await ask('And why?')).end();
    expect(third).toMatchObject({ status: 'FAILED', failure: { code: 'QUOTA_EXCEEDED', step: 'analyse' } });
    expect(fakes.anthropic.requests).toHaveLength(before);
    expect(await (await start({ source, onBehalfOf })).end()).toMatchObject({ status: 'COMPLETED' });
  },
);

test('what a run may cost holds before a model is asked, and nothing is stored', async () => {
  const prefix = `${randomUUID()}/`;
  const input = { source: await put(), analyses: { question }, destination: { bucket: bucket(), prefix } };
  const end = await (await start(input, { maxCostUsd: 0.000001 })).end('cost { usd }');
  expect(end).toMatchObject({ status: 'FAILED', failure: { code: 'BUDGET_EXCEEDED' }, cost: { usd: 0 } });
  expect(fakes.anthropic.requests).toEqual([]);
  expect(await listed(prefix)).toEqual([]);
});

test(
  'files of a batch do not get in the way of each other, and a schedule does what a start does',
  { timeout: 300_000 },
  async () => {
    const prefix = `${randomUUID()}/`;
    const destination = { bucket: bucket(), prefix };
    const sources = [await put(), await put('a,b\n1,2\n3,4\n'), await put('a,b\n')];
    const run = await batches.start({ inputs: sources.map((source) => ({ source, destination })) });
    expect(await batches.end(run)).toMatchObject({ total: 3, done: 2, failed: 1 });
    const reports = (await listed(prefix)).filter((key) => key.endsWith('/report.html'));
    expect(reports.map((key) => key.split('/').slice(1, 4).join('/'))).toEqual(
      sources
        .slice(0, 2)
        .map(({ key }) => key)
        .toSorted((a, b) => a.localeCompare(b)),
    );
    const action = {
      dataAnalysis: { source: sources[0], destination: { ...destination, prefix: `${prefix}of-a-day/` } },
    };
    const end = await stack.run(await triggerOf(stack, action)).end();
    expect(end, JSON.stringify(end.failure)).toMatchObject({ status: 'COMPLETED' });
    expect(resultOf(end).html.key).toMatch(new RegExp(`^${prefix}of-a-day/`));
  },
);

/** Takes a second to read, and another to draw. */
const large = () => {
  const lines = Array.from({ length: 100_000 }, (_row, n) => `${n},${(n * 7919) % 1000},${Math.sin(n).toFixed(9)}`);
  return put(['a,b,c', ...lines].join('\n'));
};
const charts = Array.from({ length: 8 }, () => ({ kind: 'SCATTER', x: 'a', y: 'c' }));

test.for(long ? ['validate', 'load', 'charts', 'report'] : ['load', 'report'])(
  'of a run that is cancelled at the step %s nothing is left',
  { timeout: 300_000 },
  async (step) => {
    const prefix = `${randomUUID()}/`;
    const run = await start({ source: await large(), analyses: { charts }, destination: { bucket: bucket(), prefix } });
    for await (const { progress } of run.states()) if (progress.step === step) break;
    await run.cancel();
    const { status } = await run.end();
    // It may have been too late: then all of it is there.
    const left = await listed(prefix);
    if (status === 'CANCELED') expect(left).toEqual([]);
    else expect(left.filter((key) => key.endsWith('.png'))).toHaveLength(11);
    await waitFor('its work to be gone', async () => (await listed('work/')).length === 0);
  },
);

test('a run that is cancelled while SQL loops for ever ends at once', { timeout: 300_000 }, async () => {
  const sql = 'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n FROM r) SELECT count(*) FROM r';
  fakes.anthropic.script({ text: JSON.stringify({ sql, explanation: '' }) });
  const run = await start({ source: await put(), analyses: { question: { ...question, maxSeconds: 120 } } });
  await waitFor('the SQL to be asked for', () => fakes.anthropic.requests.length === 1, 60_000);
  await run.cancel();
  expect(await run.end()).toMatchObject({ status: 'CANCELED' });
});

test.skipIf(!long)(
  'of a run whose worker is killed while it stores, and that is cancelled then, nothing is left',
  { timeout: 300_000 },
  async () => {
    const prefix = `${randomUUID()}/`;
    const run = await start({ source: await large(), analyses: { charts }, destination: { bucket: bucket(), prefix } });
    for await (const { progress } of run.states()) if (progress.step === 'report') break;
    await stack.worker.stop('SIGKILL');
    await run.cancel();
    await stack.startWorker();
    const { status } = await run.end();
    if (status === 'CANCELED') expect(await listed(prefix)).toEqual([]);
    else expect((await listed(prefix)).filter((key) => key.endsWith('.png'))).toHaveLength(11);
  },
);
