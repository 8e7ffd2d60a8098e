import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, inject, test } from 'vitest';
import { createApprovalsClient, type ShownApproval } from '../../../test/approvals-client.ts';
import { createAskerClient, firstOf } from '../../../test/asker-client.ts';
import { useFakeAi } from '../../../test/fake-ai.ts';
import { useFakeLangfuse } from '../../../test/fake-langfuse.ts';
import { findSecrets } from '../../../test/find-secrets.ts';
import { landscape } from '../../../test/fixtures/landscape.ts';
import { canariesOf } from '../../../test/image-canaries.ts';
import { useStack } from '../../../test/stack.ts';
import { createTraceReader } from '../../../test/trace-reader.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { compareCosts } from '../../../src/cli/costs/costs.ts';
import { traceIdOf } from '../../../src/platform/ai/trace-ids.ts';
import { decodeRunId } from '../../../src/services/runs/run-id.ts';

const langfuse = useFakeLangfuse();
const fakes = useFakeAi({ concurrent: true });
const stack = useStack({
  fixtures: true,
  get env() {
    return { ...fakes.env, ...langfuse.env };
  },
});
const asker = createAskerClient(stack, fakes);
const { ask, talk, painting, rowsOf, spendingOf, costOf } = asker;
const { traceOf, agreement } = createTraceReader(langfuse, asker);
const approvals = createApprovalsClient(stack);

const traceUrlOf = async ({ id }: { id: string }) => {
  const { data } = await stack.graphql(`query($id: ID!) { run(id: $id) { traceUrl } }`, { id });
  return (data!['run'] as { traceUrl: string | null }).traceUrl;
};

describe.concurrent('calls of models', () => {
  test('that are limited, lost, repeated and cancelled are one trace that agrees with the rows', async () => {
    const { words, script, requests } = talk();
    const limited = { status: 429, headers: { 'retry-after': '1' } };
    script({}, limited, {}, { drop: 'after' }, {}, { hang: 'before' });
    const run = await ask({ words, rounds: 4 }, { labels: [{ key: 'brand', value: 'alps' }] });
    await waitFor('the last call', () => requests().length === 6, 30_000);
    await run.cancel();
    expect(await run.end()).toMatchObject({ status: 'CANCELED' });

    const outcomes = ['SUCCEEDED', 'FAILED', 'SUCCEEDED', 'LOST', 'SUCCEEDED', 'CANCELED'];
    expect(await agreement(run, 6)).toEqual(outcomes);
    expect(requests()).toHaveLength(6);
    const sum = (await rowsOf(run)).reduce((all, { cost }) => all + cost!, 0);
    expect(await costOf(run)).toMatchObject({ usd: sum / 1_000_000, calls: 6 });
    expect(traceOf(run)[0]!.attributes).toMatchObject({
      'langfuse.trace.name': 'asker',
      'langfuse.trace.tags': ['brand=alps'],
    });
    expect(await traceUrlOf(run)).toMatch(new RegExp(`^${langfuse.url}/.*${traceIdOf(firstOf(run))}$`));
  });

  test('of which there are none lead to no trace', async () => {
    const run = await ask({ calls: 0 });
    expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
    expect(await traceUrlOf(run)).toBeNull();
  });

  test('that are rate-limited and then answered are two, and the run says what they have cost', async () => {
    const { words, script, requests } = talk();
    script({ status: 429, headers: { 'retry-after': '1' } });
    const begun = performance.now();
    const run = await ask({ words });
    expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
    expect(performance.now() - begun).toBeGreaterThan(900); // what the provider asked for
    const rows = await rowsOf(run);
    expect(rows).toMatchObject([
      { outcome: 'FAILED', failure: 'PROVIDER_BUSY', cost: 0, attempt: 1, step: 'ask', purpose: 'talk' },
      { outcome: 'SUCCEEDED', failure: null, attempt: 2, requestId: expect.stringContaining('req_') },
    ]);
    expect(requests()).toHaveLength(2);
    const { model } = rows[0]!;
    const cost = rows[1]!.cost!;
    expect(cost).toBeGreaterThan(0);
    const by = { byModel: [{ key: model }], byStep: [{ key: 'ask' }] };
    expect(await costOf(run)).toEqual({ usd: cost / 1_000_000, calls: 2, unpriced: 0, ...by });
  });

  test('whose answer is lost after the provider has acted are asked once more, and count what they may have cost', async () => {
    const { words, script, requests } = talk();
    script({ drop: 'after' });
    const run = await ask({ words }, { maxCostUsd: 100 });
    expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
    const rows = await rowsOf(run);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['LOST', 'SUCCEEDED']);
    expect(rows[0]).toMatchObject({ cost: rows[0]!.reserved, failure: 'PROVIDER_BUSY' });
    expect(rows[0]!.cost).toBeGreaterThan(rows[1]!.cost!);
    expect(requests()).toHaveLength(2);
    expect(await spendingOf(run)).toEqual({ spent: rows[0]!.cost! + rows[1]!.cost!, reserved: 0 });
  });

  test('of a run that is cancelled are hung up, and count what they may have cost', async () => {
    const { words, script, requests } = talk();
    script({ hang: 'before' });
    const run = await ask({ words }, { maxCostUsd: 100 });
    await waitFor('the call', () => requests().length === 1);
    await run.cancel();
    expect(await run.end()).toMatchObject({ status: 'CANCELED' });
    const [row, ...more] = await rowsOf(run);
    expect(row).toMatchObject({ outcome: 'CANCELED', cost: row!.reserved });
    expect(more).toEqual([]);
    expect(requests()).toMatchObject([{ outcome: 'left' }]);
    expect(await spendingOf(run)).toEqual({ spent: row!.cost, reserved: 0 });
  });

  test.each([
    [401, 'PROVIDER_REJECTED', 1, 'ANTHROPIC_API_KEY'],
    [429, 'PROVIDER_BUSY', 3, ''],
    [400, 'REQUEST_REFUSED', 1, ''],
  ])('that are always refused with %s end the run with %s after %s of them', async (status, code, calls, says) => {
    const { words, script, requests } = talk();
    script({ status, times: Infinity, headers: { 'retry-after': '0' } });
    const run = await ask({ words });
    expect(await run.end()).toMatchObject({
      status: 'FAILED',
      failure: { code, message: expect.stringContaining(says), attempts: calls },
    });
    expect(requests()).toHaveLength(calls);
    const rows = await rowsOf(run);
    expect(rows).toHaveLength(calls);
    for (const row of rows) expect(row).toMatchObject({ outcome: 'FAILED', failure: code, cost: 0 });
  });

  test('whose answers are stored are not made again when the activity fails, and nobody pays twice', async () => {
    const { words, requests } = talk();
    const run = await ask({ words, calls: 3, after: 'FAIL_ONCE' });
    const { resultJson } = await run.end();
    expect(resultJson).toMatchObject({ texts: [expect.any(String), expect.any(String), expect.any(String)] });
    expect(requests()).toHaveLength(3);
    const rows = await rowsOf(run);
    expect(rows.map(({ outcome, attempt }) => [outcome, attempt])).toEqual(rows.map(() => ['SUCCEEDED', 1]));
    for (const { answer } of rows) expect(answer).toBeNull(); // the run has ended
  });

  test('that make a picture have it stored before anything else is done with it, and are made once', async () => {
    const { words, requests } = painting();
    const run = await ask({ words, paint: true, after: 'FAIL_ONCE' });
    expect(await run.end()).toMatchObject({
      status: 'COMPLETED',
      resultJson: { texts: [expect.stringMatching(/^\d{3,} bytes$/)] },
    });
    expect(requests()).toHaveLength(1);
    expect(await rowsOf(run)).toMatchObject([{ outcome: 'SUCCEEDED', images: 1, cost: expect.any(Number) }]);
    const left: string[] = [];
    const place = { bucket: stack.storage.workBucket, prefix: `work/${firstOf(run)}/` };
    for await (const page of stack.storage.list(place)) left.push(...page.map(({ key }) => key));
    expect(left).toEqual([]);
  });

  test('are made by each execution of a run, under one cap, with one cost', async () => {
    const run = await ask({ rounds: 3 }, { maxCostUsd: 100, labels: [{ key: 'campaign', value: 'spring' }] });
    expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
    const rows = await rowsOf(run);
    expect(rows).toHaveLength(3);
    for (const { labels } of rows) expect(labels).toEqual(['campaign=spring']);
    expect(await spendingOf(run)).toEqual({ spent: rows.reduce((sum, { cost }) => sum + cost!, 0), reserved: 0 });
  });

  test('of runs below a run count for its labels, its cap and its cost', async () => {
    const run = await ask({ below: 2 }, { maxCostUsd: 100, labels: [{ key: 'campaign', value: 'autumn' }] });
    expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
    const rows = await rowsOf(run);
    expect(rows).toMatchObject([{ labels: ['campaign=autumn'], parents: [firstOf(run), expect.any(String)] }]);
    expect(await spendingOf(run)).toEqual({ spent: rows[0]!.cost, reserved: 0 });
    expect(await costOf(run)).toMatchObject({ calls: 1, usd: rows[0]!.cost! / 1_000_000 });
  });

  test('that could cost more than their run may are not made', async () => {
    const { words, requests } = talk();
    const run = await ask({ words }, { maxCostUsd: 0.0001 });
    const message = /^This call may cost up to \$[\d.]+, and the limit of this run has \$0\.0001\d* of/;
    const failure = { code: 'BUDGET_EXCEEDED', message: expect.stringMatching(message), attempts: 1 };
    expect(await run.end()).toMatchObject({ status: 'FAILED', failure });
    expect(requests()).toEqual([]);
    expect(await rowsOf(run)).toEqual([]);
  });

  test('are made once a person has raised the cap, and those that were answered are not made again', async () => {
    const { words, script, requests } = talk();
    script({ delayMs: 1000 });
    // One of two calls fits: some 10,000 tokens a dollar cent.
    const run = await ask({ words, calls: 2 }, { maxCostUsd: 0.012, onMaxCost: 'ASK' });
    const { id } = await approvals.opened(run, 'budget');
    expect((await rowsOf(run)).map(({ outcome }) => outcome)).toEqual(['SUCCEEDED']);
    await approvals.decide(id, 'RAISE', { edits: { maxCostUsd: 10 } });
    expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
    expect(await rowsOf(run)).toHaveLength(2);
    expect(requests()).toHaveLength(2);
  });

  test('are made under a cap that is raised once for all runs under it, and nobody is asked for each of them', async () => {
    const { words, requests } = talk();
    const name = randomUUID();
    const run = await ask({ words, name, below: 1, beside: 3 }, { maxCostUsd: 0.0001, onMaxCost: 'ASK' });
    const questions = async () => {
      const { data } = await stack.graphql(
        '{ approvals(filter: { workflow: "asker" }) { edges { node { id state choice edits decidedBy runId } } } }',
      );
      const { edges } = data!['approvals'] as { edges: { node: ShownApproval }[] };
      const all = edges.map(({ node }) => node);
      return all.filter(({ runId }) => decodeRunId(runId)!.workflowId.startsWith(name));
    };
    const open = await waitFor('three questions', async () => {
      const asked = (await questions()).filter(({ state }) => state === 'OPEN');
      return asked.length === 3 && asked;
    });
    for (const more of [{}, { edits: { maxCostUsd: 0.0001 } }]) {
      const message = 'Must be more than 0.0001, which is what the run may cost now.';
      const issues = [{ path: ['edits', 'maxCostUsd'], message }];
      expect(await approvals.decide(open[0]!.id, 'RAISE', more)).toMatchObject({ issues });
    }
    await approvals.decide(open[0]!.id, 'RAISE', { edits: { maxCostUsd: 10 } });
    expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
    const answer = { state: 'DECIDED', choice: 'RAISE', edits: { maxCostUsd: 10 }, decidedBy: 'anyone' };
    expect(await questions()).toMatchObject([answer, answer, answer]);
    expect(requests()).toHaveLength(3);
    const rows = await rowsOf(run);
    expect(await spendingOf(run)).toEqual({ spent: rows.reduce((sum, { cost }) => sum + cost!, 0), reserved: 0 });
  });

  test('that make a picture show its drafts as previews', async () => {
    const { words, script } = painting();
    script({ hang: 'during' }); // after two of them
    const run = await ask({ words, paint: true });
    const shown = new Set<string>();
    for await (const { progress } of run.states('progress { preview { url } }')) {
      const preview = progress['preview'] as { url: string } | null;
      if (preview) shown.add(preview.url);
      if (shown.size === 2) break;
    }
    for (const url of shown) expect((await fetch(url)).headers.get('content-type')).toBe('image/webp');
    await run.cancel();
    expect(await run.end()).toMatchObject({ status: 'CANCELED' });
  });

  test('are not made when nobody raises it, and the failure says of what', async () => {
    const { words, requests } = talk();
    const run = await ask({ words }, { maxCostUsd: 0.0001, onMaxCost: 'ASK' });
    await approvals.decide((await approvals.opened(run, 'budget')).id, 'STOP');
    expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'BUDGET_EXCEEDED' } });
    expect(requests()).toEqual([]);
  });

  test('leave neither keys nor bytes of images in spans, rows, logs or histories', async () => {
    const photo = await stack.put(await readFile(landscape));
    const [seen, painted, refused] = [talk(), painting(), painting()];
    const pixels = Buffer.from(Array.from({ length: 64 * 64 * 3 }, () => Math.random() * 256));
    const image = await sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } })
      .png()
      .toBuffer();
    painted.script({ image });
    const keys = [fakes.env['ANTHROPIC_API_KEY']!, fakes.env['OPENAI_API_KEY']!, langfuse.secretKey];
    const message = `The key ${keys[1]} may not see ${image.toString('base64').slice(0, 2000)}`;
    refused.script({ status: 400, error: { message } });
    const asked = [
      { words: seen.words, photo },
      { words: painted.words, photo, paint: true },
      { words: refused.words, photo, paint: true },
    ];
    const runs = await Promise.all(asked.map((input) => ask(input)));
    const ends = await Promise.all(runs.map((run) => run.end()));
    expect(ends).toMatchObject([{ status: 'COMPLETED' }, { status: 'COMPLETED' }, { status: 'FAILED' }]);
    expect(ends[2]!.failure).toMatchObject({ code: 'REQUEST_REFUSED', message: expect.stringMatching(/The key \[/) });
    for (const run of runs) await agreement(run, 1);

    const sent = /"data":"([^"]+)"/.exec(JSON.stringify(seen.requests()[0]!.body))![1]!;
    const canaries = [
      ...keys.map((value) => ({ name: 'a key', value })),
      ...canariesOf('a picture that is made', image),
      ...canariesOf('a picture as it is stored', await readFile(landscape)),
      ...canariesOf('a picture as a model sees it', Buffer.from(sent, 'base64')),
    ];
    const told = JSON.stringify(runs.flatMap(traceOf));
    expect(told).toContain(seen.words);
    expect(canaries.filter(({ value }) => told.includes(value))).toEqual([]);
    const remains = { folder: inject('logFolder'), env: stack.env };
    const places = [stack.settings.temporal.namespace, new URL(stack.env['DATABASE_URL']!).pathname.slice(1)];
    const words = { name: 'what was asked', value: painted.words };
    const found = await Promise.all(places.map((prefix) => findSecrets({ ...remains, prefix }, [...canaries, words])));
    expect(found.flat()).toEqual(['Temporal, a run of asker: what was asked']); // else nothing was looked at
  });
});

test('after all of that, the books agree with those of Langfuse', async () => {
  const day = 86_400_000;
  const all = { from: new Date(Date.now() - day), to: new Date(Date.now() + day) };
  const books = () => compareCosts(stack.database, stack.settings.langfuse!, all);
  await waitFor('both to agree', async () => (await books()).agree);
  expect((await books()).lines.length).toBeGreaterThan(1);
  expect(langfuse.problems).toEqual([]);
});
