import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { photoRow } from '../../test/feed-rows.ts';
import { createLedger } from '../../src/services/publications/ledger.ts';
import { useFakeAi } from '../../test/fake-ai.ts';
import { useFakeMeta } from '../../test/fake-meta.ts';
import { createFeedClient } from '../../test/feed-client.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';
import { useWebhook } from '../../test/webhook.ts';

const fakes = useFakeAi();
const used = useFakeMeta();
const webhook = useWebhook();
const stack = useStack({
  get env() {
    return { ...fakes.env, ...used.env, ...webhook.env, TASK_QUEUES: 'publishing,ai' };
  },
});
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
/** Today, whatever the time is anywhere. */
const today = () => ({ from: dayOf(Date.now() - dayMs), to: dayOf(Date.now() + dayMs) });
const none = { live: 0, partial: 0, failed: 0, unconfirmed: 0, underway: 0, rejected: 0, dryRuns: 0 };

/** Says nothing of what `written` says. */
const other = {
  caption: 'Steengoed dat tegen een stootje kan: dit bord gaat mee naar het strand.',
  hashtags: ['bord'],
};

const report = (input: object) => stack.start('publicationReport', input);
const toldOf = (brand: string) => webhook.got.filter(({ body }) => JSON.stringify(body).includes(brand));
/** Visibility lags behind. */
const listed = (count: number, brand: string) =>
  waitFor('all runs in the list', async () => {
    const query = `WorkflowType = 'feedPublication' AND TempographLabels = 'brand=${brand}' AND ExecutionStatus != 'Running'`;
    const { count: there } = await stack.temporal.client.workflow.count(query);
    return there === count;
  });

test('a brand’s posts are reported with failures, cost, photos left and insights, stored and sent; the history of the run replays', async () => {
  const client = createFeedClient(stack, fakes, used);
  const { key } = await client.brand({ name: 'North & Co' }, 2);
  client.answers();
  const tried = await (await client.publish(key, { dryRun: true })).end('cost { usd }');
  client.answers();
  const published = await (await client.publish(key)).end('cost { usd }');
  expect(published.resultJson).toMatchObject({ outcome: 'PUBLISHED' });
  client.answers([other]);
  used.meta.script({ call: 'publishPost', error: { code: 100 } });
  const partial = await (await client.publish(key)).end('cost { usd }');
  expect(partial.resultJson).toMatchObject({ outcome: 'PARTIAL' });
  const early = await (await client.publish(key)).end(); // both photos rest
  expect(early).toMatchObject({ status: 'FAILED', failure: { code: 'NO_PHOTO' } });
  await listed(4, key);
  used.meta.clock.advance(12 * hourMs);

  const run = await report({ ...today(), brands: [key] });
  const end = await run.end('labels { key value }');
  expect(end).toMatchObject({ status: 'COMPLETED', failure: null, labels: [{ key: 'brand', value: key }] });
  const usd = [tried, published, partial].reduce((sum, { cost }) => sum + (cost as { usd: number }).usd, 0);
  const posts = { ...none, live: 1, partial: 1, failed: 1, dryRuns: 1 };
  const brand = {
    brand: key,
    name: 'North & Co',
    firstDay: today().from,
    lastDay: today().to,
    posts,
    reasons: expect.arrayContaining([
      expect.objectContaining({ channel: 'FACEBOOK', code: 'REFUSED', times: 1 }),
      expect.objectContaining({ channel: null, code: 'NO_PHOTO', times: 1 }),
    ]),
    costUsd: expect.closeTo(usd, 6),
    unpricedCalls: 0,
    photosLeft: 0,
    insights: { posts: 3, reach: expect.any(Number), saves: expect.any(Number) },
    notes: [],
  };
  const sums = { posts, costUsd: expect.closeTo(usd, 6), brands: [brand] };
  expect(end.resultJson).toMatchObject({ ...sums, told: 'SENT' });
  const { insights } = (end.resultJson as { brands: { insights: { reach: number } }[] }).brands[0]!;
  expect(insights.reach).toBeGreaterThan(0);

  const { report: stored } = end.resultJson as { report: { bucket: string; key: string } };
  const whole = JSON.parse((await stack.storage.read(stored)).toString()) as { brands: { runs: object[] }[] };
  expect(whole).toMatchObject({ posts, brands: [{ ...brand, insights }] });
  expect(whole.brands[0]!.runs).toMatchObject([
    {
      posts: [
        { channel: 'FACEBOOK', state: 'FAILED', insights: null },
        { channel: 'INSTAGRAM', state: 'LIVE' },
      ],
    },
    {
      posts: [
        { state: 'LIVE', permalink: expect.stringMatching(/^https:/), insights: { views: expect.any(Number) } },
        {},
      ],
    },
  ]);
  const work = [];
  for await (const page of stack.storage.list({ bucket: stack.storage.workBucket, prefix: 'work/' }))
    work.push(...page);
  expect(work.filter(({ key: at }) => at.includes('/gather/'))).toEqual([]);

  const [message] = toldOf(key).filter(({ body }) => body.type === 'publication.report');
  expect(message).toMatchObject({ genuine: true, body: { report: { ...sums, stored: { key: stored.key } } } });
  expect(message!.body.text).toContain('*North &amp; Co*');
  expect(message!.body.text).toContain('1 live, 1 live in part, 1 failed, 1 dry runs.');
  await keepHistory(stack, run, 'completed');
});

test('what Meta does not let be read is a note, and is not asked for again', async () => {
  const { key, row: brand } = await createFeedClient(stack, fakes, used).brand({}, 0);
  const photo = await photoRow(stack.database, brand);
  const ledger = createLedger(stack.database);
  const accounts = { FACEBOOK: used.pageId, INSTAGRAM: used.instagramId };
  for (const run of [randomUUID(), randomUUID()]) {
    for (const channel of ['FACEBOOK', 'INSTAGRAM'] as const) {
      const what = {
        workflowId: 'feed',
        workflow: 'feed',
        caption: 'Zacht',
        altText: 'Trui',
        account: accounts[channel],
      };
      const image = { key: 'work/a', bytes: 1, sha256: '' };
      const { id } = await ledger.plan({ ...what, run, channel, brand, photo, image });
      const claim = (await ledger.arm(id))!;
      await ledger.send(claim);
      await ledger.live(claim, { postId: randomUUID().replaceAll('-', ''), permalink: null });
    }
  }
  const asked = used.meta.requests.length;
  used.meta.script({ call: 'insights', error: { code: 10 } }, { call: 'read', error: { code: 32 } });
  const { resultJson } = await (await report({ ...today(), brands: [key] })).end();
  expect(resultJson).toMatchObject({
    brands: [
      {
        posts: { live: 2 },
        insights: null,
        notes: expect.arrayContaining([
          expect.stringMatching(/^INSTAGRAM: no insights of 2 posts\. /),
          expect.stringMatching(/^FACEBOOK: no insights of 2 posts\. /),
        ]),
      },
    ],
    told: 'SENT',
  });
  expect(used.meta.requests.length - asked).toBe(2);
});

test('a webhook that refuses gets the same report again, under the same id', async () => {
  const { key } = await createFeedClient(stack, fakes, used).brand({}, 0);
  webhook.statuses.push(503);
  const { resultJson } = await (await report({ brands: [key] })).end();
  expect(resultJson).toMatchObject({ posts: none, told: 'SENT', brands: [{ insights: null, notes: [] }] });
  const [first, second, ...more] = toldOf(key);
  expect(more).toEqual([]);
  expect(second!.body).toEqual(first!.body);
  expect(second!.headers['idempotency-key']).toBe(first!.headers['idempotency-key']);
});

test('a report that is made up for is about the day before it was due', async () => {
  const { key } = await createFeedClient(stack, fakes, used).brand({ timeZone: 'Asia/Tokyo' }, 0);
  const due = new Date(`${dayOf(Date.now() - 3 * dayMs)}T20:00:00Z`); // five in the morning, a day on
  const { data, errors } = await stack.graphql(
    `mutation($input: CreateScheduleInput!, $id: ID!, $at: DateTime!) {
      createSchedule(input: $input) { __typename }
      backfillSchedule(id: $id, from: $at, to: $at, dryRun: false) { ... on ScheduleBackfill { run { id } } }
    }`,
    {
      input: {
        name: `report-${key}`,
        action: { publicationReport: { period: 'DAY', brands: [key] } },
        spec: { cron: ['0 20 * * *'] },
        paused: true,
      },
      id: `Schedule:report-${key}`,
      at: due,
    },
  );
  expect(errors).toBeUndefined();
  const { run } = data!['backfillSchedule'] as { run: { id: string } };
  const { children } = await stack.run(run.id).end('children { edges { node { resultJson } } }');
  const { edges } = children as { edges: { node: { resultJson: object } }[] };
  const day = dayOf(Date.now() - 3 * dayMs);
  expect(edges.map(({ node }) => node.resultJson)).toMatchObject([{ brands: [{ firstDay: day, lastDay: day }] }]);
});

test('the history of a report of an unknown brand replays; days that are none are refused at once', async () => {
  const run = await report({ brands: ['nobody'] });
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'BRAND_NOT_FOUND' } });
  await keepHistory(stack, run, 'failed');
  const issuesOf = async (input: object) => {
    const { data } = await stack.graphql(
      `mutation($input: PublicationReportInput!) {
        refused: startPublicationReport(input: $input) { ... on InvalidInputError { issues { path message } } }
      }`,
      { input },
    );
    return (data!['refused'] as { issues: object[] }).issues;
  };
  expect(await issuesOf({ from: '2026-11-02' })).toMatchObject([{ path: ['to'] }]);
  expect(await issuesOf({ from: '2026-11-02', to: '2026-11-01', period: 'WEEK' })).toMatchObject([
    { path: ['period'] },
    { path: ['to'], message: 'Must not be before from.' },
  ]);
});
