import { randomUUID } from 'node:crypto';
import { eq, asc } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useFakeAi } from '../../../test/fake-ai.ts';
import type { TestRun } from '../../../test/graphql-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { compareCosts } from '../../../src/cli/costs.ts';
import { startFakeLangfuse, type FakeLangfuse } from '../../../src/local/fake-ai/langfuse.ts';
import type { ReceivedSpan } from '../../../src/local/fake-ai/otlp.ts';
import { traceIdOf } from '../../../src/platform/ai/trace-ids.ts';
import { generations } from '../../../src/platform/db/tables/generations.ts';
import { decodeRunId } from '../../../src/services/runs/run-id.ts';

let langfuse: FakeLangfuse;
beforeAll(async () => {
  langfuse = await startFakeLangfuse();
});
afterAll(() => langfuse.close());
const fakes = useFakeAi();
const stack = useStack({
  fixtures: true,
  get env() {
    const { publicKey, secretKey, url } = langfuse;
    const keys = { LANGFUSE_PUBLIC_KEY: publicKey, LANGFUSE_SECRET_KEY: secretKey, LANGFUSE_BASE_URL: url };
    return { ...fakes.env, ...keys };
  },
});

const ask = (input: object, options?: object) => stack.start('asker', { name: randomUUID(), ...input }, options);
const firstOf = ({ id }: TestRun) => decodeRunId(id)!.first;
const rowsOf = (run: TestRun) =>
  stack.database.ask((db) =>
    db
      .select()
      .from(generations)
      .where(eq(generations.run, firstOf(run)))
      .orderBy(asc(generations.startedAt)),
  );
const traceOf = (run: TestRun) => langfuse.spans().filter(({ traceId }) => traceId === traceIdOf(firstOf(run)));
const kindOf = ({ attributes }: ReceivedSpan) => attributes['langfuse.observation.type'];
const about = ({ attributes }: ReceivedSpan) => String(attributes['langfuse.observation.metadata.generation']);

/** Each row is a generation of the same outcome and cost under its attempt, and there is nothing else. */
async function expectAgreement(run: TestRun, attempts: number) {
  const rows = await rowsOf(run);
  const complete = () => traceOf(run).length === rows.length + attempts;
  await waitFor('the trace', complete).catch(() => expect(traceOf(run).map(({ name }) => name)).toEqual('complete'));
  const spans = traceOf(run);
  const roots = new Set(spans.filter((span) => kindOf(span) === 'span').map(({ spanId }) => spanId));
  expect(roots.size).toBe(attempts);
  for (const row of rows) {
    const span = spans.find((one) => about(one) === row.id)!;
    expect(roots).toContain(span.parentSpanId);
    expect(span).toMatchObject({
      name: row.purpose,
      attributes: {
        'session.id': row.workflowId,
        'langfuse.observation.model.name': row.model,
        'langfuse.observation.metadata.outcome': row.outcome,
        'langfuse.observation.metadata.attempt': String(row.attempt),
        'langfuse.observation.cost_details': { total: row.cost! / 1_000_000 },
      },
    });
  }
  return rows.map(({ outcome }) => outcome);
}
const books = () =>
  compareCosts(stack.database, stack.settings.langfuse!, {
    from: new Date(Date.now() - 86_400_000),
    to: new Date(Date.now() + 86_400_000),
  });

test('a run whose calls are limited, lost, repeated and cancelled is one trace that agrees with its rows', async () => {
  const script = [{}, { status: 429, headers: { 'retry-after': '1' } }, {}, { drop: 'after' as const }, {}];
  fakes.anthropic.script(...script, { hang: 'before' });
  const run = await ask({ rounds: 4 }, { labels: [{ key: 'brand', value: 'alps' }] });
  await waitFor('the last call', () => fakes.anthropic.requests.length === 6, 30_000);
  await stack.graphql(`mutation($id: ID!) { cancelRun(id: $id) { __typename } }`, { id: run.id });
  expect(await run.end()).toMatchObject({ status: 'CANCELED' });

  const outcomes = await expectAgreement(run, 6);
  expect(outcomes).toEqual(['SUCCEEDED', 'FAILED', 'SUCCEEDED', 'LOST', 'SUCCEEDED', 'CANCELED']);
  expect(fakes.anthropic.requests).toHaveLength(6);
  expect(traceOf(run)[0]!.attributes).toMatchObject({
    'langfuse.trace.name': 'asker',
    'langfuse.trace.tags': ['brand=alps'],
  });
  expect((await books()).agree).toBe(true);
  expect(langfuse.problems).toEqual([]);

  const { data } = await stack.graphql(`query($id: ID!) { run(id: $id) { traceUrl } }`, { id: run.id });
  const { traceUrl } = data!['run'] as { traceUrl: string };
  expect(traceUrl).toMatch(new RegExp(`^${langfuse.url}/.*${traceIdOf(firstOf(run))}$`));
});

test(
  'a call that a dead worker has left behind is told by the next one, and the books agree',
  { timeout: 90_000 },
  async () => {
    fakes.anthropic.script({ hang: 'before' });
    const run = await ask({});
    await waitFor('the call', () => fakes.anthropic.requests.length === 1);
    await stack.worker.stop('SIGKILL');
    await stack.startWorker();
    expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
    expect(await expectAgreement(run, 2)).toEqual(['LOST', 'SUCCEEDED']);
    expect((await books()).agree).toBe(true);
  },
);

test('a run that calls no model leads to no trace', async () => {
  const run = await ask({ calls: 0 });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  const { data } = await stack.graphql(`query($id: ID!) { run(id: $id) { traceUrl } }`, { id: run.id });
  expect(data!['run']).toEqual({ traceUrl: null });
});
