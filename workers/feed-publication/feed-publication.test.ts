import { expect, test } from 'vitest';
import { createApprovalsClient } from '../../test/approvals-client.ts';
import { useFakeAi } from '../../test/fake-ai.ts';
import { useFakeMeta } from '../../test/fake-meta.ts';
import { createFeedClient, seen, written } from '../../test/feed-client.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';
import { useWebhook } from '../../test/webhook.ts';
import { decodeRunId } from '../../src/services/runs/run-id.ts';

const fakes = useFakeAi();
const used = useFakeMeta();
const webhook = useWebhook();
const stack = useStack({
  get env() {
    return { ...fakes.env, ...used.env, ...webhook.env, TASK_QUEUES: 'publishing,ai' };
  },
});
const feed = () => createFeedClient(stack, fakes, used);
const approvals = () => createApprovalsClient(stack);
const reports = () => webhook.got.filter(({ body }) => body.type === 'publication.finished').map(({ body }) => body);

const text = `${written.caption}\n\nhttps://north.example\n\n#north #trui #herfst`;
const other = {
  caption: 'Vanochtend gedragen tijdens een lange wandeling langs de zee, en daarna bij de open haard gedroogd.',
  hashtags: ['zee'],
};

test('the history of a post that is published: looked at, written about, sent to both channels, and told', async () => {
  const client = feed();
  const { key } = await client.brand({ hashtags: ['north'] });
  client.answers();
  const run = await client.publish(key);
  const end = await run.end('cost { usd calls } labels { key value }');
  expect(end.failure).toBeNull();
  expect(end).toMatchObject({
    resultJson: {
      outcome: 'PUBLISHED',
      findings: [],
      posts: [
        { channel: 'FACEBOOK', state: 'LIVE', permalink: expect.stringMatching(/^https:/) },
        { channel: 'INSTAGRAM', state: 'LIVE', permalink: expect.stringMatching(/^https:/) },
      ],
    },
    cost: { calls: 2, usd: expect.any(Number) },
    labels: [{ key: 'brand', value: key }],
  });
  const [look, caption] = fakes.anthropic.requests;
  expect(JSON.stringify(look!.body)).toContain('"type":"image"');
  expect(JSON.stringify(caption!.body)).toContain(seen.description);
  expect(used.meta.public()).toMatchObject([
    { caption: text, times: 1 },
    { caption: text, times: 1 },
  ]);
  expect(await client.rows(decodeRunId(run.id)!.first)).toMatchObject([
    { channel: 'FACEBOOK', state: 'LIVE', attempts: 1, caption: text },
    { channel: 'INSTAGRAM', state: 'LIVE', attempts: 1, caption: text },
  ]);
  expect(reports()).toMatchObject([{ publication: { run: run.id, brand: { key }, outcome: 'PUBLISHED' } }]);
  await keepHistory(stack, run, 'completed');
});

test('the history of a dry run, which shows what would be posted, and posts nothing', async () => {
  const client = feed();
  const { key } = await client.brand();
  client.answers();
  const run = await client.publish(key, { dryRun: true });
  expect((await run.end()).resultJson).toMatchObject({
    outcome: 'DRY_RUN',
    posts: [],
    prepared: [
      { channel: 'FACEBOOK', image: { contentType: 'image/jpeg' } },
      { channel: 'INSTAGRAM', text: expect.stringContaining(written.caption) },
    ],
  });
  expect(used.meta.public()).toEqual([]);
  await keepHistory(stack, run, 'dry-run');
});

test('the history of a text with faults, which is written again with what was found', async () => {
  const client = feed();
  const { key } = await client.brand({ bannedWords: ['goedkoop'] });
  const english = { caption: 'Soft, warm and ready for the cold evenings of this autumn.', hashtags: ['sweater'] };
  client.answers([english, { ...other, caption: `${other.caption} Goedkoop!` }, other]);
  const run = await client.publish(key);
  expect(await run.end('cost { calls }')).toMatchObject({
    resultJson: { outcome: 'PUBLISHED', findings: [] },
    cost: { calls: 4 },
  });
  const [, , second, third] = fakes.anthropic.requests.map(({ body }) => JSON.stringify(body));
  expect(second).toContain('The caption reads as English');
  expect(third).toContain('It has the word \\"goedkoop\\"');
  await keepHistory(stack, run, 'written-again');
});

test('the history of a post that is rejected: nothing is published, and the next run takes another photo', async () => {
  const client = feed();
  const { key } = await client.brand({ approval: 'ALWAYS' }, 2);
  client.answers();
  const run = await client.publish(key);
  const approval = await approvals().opened(run, 'post');
  expect(approval).toMatchObject({ show: { caption: written.caption, altText: seen.altText, findings: [] } });
  await approvals().decide(approval.id, 'REJECT');
  const { resultJson } = await run.end();
  expect(resultJson).toMatchObject({ outcome: 'REJECTED', posts: [] });
  expect(used.meta.public()).toEqual([]);
  await keepHistory(stack, run, 'rejected');

  client.answers();
  const next = await client.publish(key, { dryRun: true }); // which asks nobody
  const { photo } = approval.show as { photo: { key: string } };
  const tried = (await next.end()).resultJson;
  expect(tried).toMatchObject({ outcome: 'DRY_RUN' });
  expect((tried as { photo: { key: string } }).photo.key).not.toBe(photo.key);
});

test('the history of a text that a person changes: it is posted so, once a channel takes it', async () => {
  const client = feed();
  const { key } = await client.brand({ approval: 'BELOW_THRESHOLD', qualityThreshold: 95 });
  client.answers();
  const run = await client.publish(key);
  const first = await approvals().opened(run, 'post');
  expect(first).toMatchObject({ show: { findings: [{ code: 'QUALITY' }] } });
  await approvals().decide(first.id, 'APPROVE', {
    edits: { hashtags: Array.from({ length: 30 }, (_tag, n) => `t${n}`), caption: '@a '.repeat(21) },
  });
  const second = await approvals().opened(run, 'post');
  expect(second).toMatchObject({
    show: { findings: expect.arrayContaining([expect.objectContaining({ code: 'LENGTH' })]) },
  });
  await approvals().decide(second.id, 'APPROVE', {
    edits: { caption: 'Van het strand, zie elders.example', hashtags: ['strand'] },
  });
  const third = await approvals().opened(run, 'post');
  expect(third, 'what was not shown before').toMatchObject({
    show: { findings: [{ code: 'LINK' }, { code: 'QUALITY' }] },
  });
  await approvals().decide(third.id, 'APPROVE', { edits: { hashtags: ['zee'] } });
  expect((await run.end()).resultJson).toMatchObject({ outcome: 'PUBLISHED' });
  const posted = 'Van het strand, zie elders.example\n\nhttps://north.example\n\n#zee';
  expect(used.meta.public().map(({ caption }) => caption)).toEqual([posted, posted]);
  await keepHistory(stack, run, 'edited');
});

test('the history of a run that is cancelled while people are asked: its photo is free again', async () => {
  const client = feed();
  const { key } = await client.brand({ approval: 'ALWAYS' });
  client.answers();
  const run = await client.publish(key);
  await approvals().opened(run, 'post');
  await stack.graphql(`mutation { cancelRun(id: "${run.id}") { __typename } }`, {});
  expect(await run.end()).toMatchObject({ status: 'CANCELED' });
  const { rows } = await stack.database.pool.query('SELECT reserved_by FROM photos WHERE reserved_by = $1', [
    decodeRunId(run.id)!.first,
  ]);
  expect(rows).toEqual([]);
  expect(reports().at(-1)).toMatchObject({ publication: { outcome: 'FAILED', failure: { code: 'CANCELED' } } });
  await keepHistory(stack, run, 'cancelled');
});

test('the history of a post that one channel refuses: the other has it, and both are told', async () => {
  const client = feed();
  const { key } = await client.brand();
  client.answers();
  used.meta.script({ call: 'createContainer', error: { code: 36_003, subcode: 2_207_009 } });
  const run = await client.publish(key);
  expect((await run.end()).resultJson).toMatchObject({
    outcome: 'PARTIAL',
    posts: [
      { channel: 'FACEBOOK', state: 'LIVE', failure: null },
      { channel: 'INSTAGRAM', state: 'FAILED', failure: 'REFUSED', message: expect.stringContaining('36003') },
    ],
  });
  await keepHistory(stack, run, 'partial');
});

test('the history of a photo that is not fit where nobody may be asked', async () => {
  const client = feed();
  const { key } = await client.brand({ qualityThreshold: 95 });
  client.answers();
  const run = await client.publish(key);
  expect((await run.end()).failure).toMatchObject({ code: 'PHOTO_UNFIT', message: 'The photo is rated 90 of 100.' });
  expect(fakes.anthropic.requests).toHaveLength(1);
  await keepHistory(stack, run, 'unfit');
});
