import { beforeAll, describe, expect, test } from 'vitest';
import { useFakeAi } from '../../test/fake-ai.ts';
import { useFakeMeta } from '../../test/fake-meta.ts';
import {
  createPublishingRuns,
  credentialsKey,
  patienceMs,
  type Answer,
  type ChannelKind,
  type MetaStep,
  type Row,
} from '../../test/publishing-runs.ts';
import { useQuickWorkflows } from '../../test/quick-workflows.ts';
import type { TestRun } from '../../test/graphql-client.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { settleAtOnce } from '../../test/settled-clock.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

const fakes = useFakeAi({ concurrent: true });
const used = useFakeMeta({ concurrent: true, processingMs: 1, quota: 1 });
const quick = useQuickWorkflows();
const stack = useStack({
  get env() {
    return {
      ...fakes.env,
      ...used.env,
      ...quick.env,
      CREDENTIALS_KEY: credentialsKey,
      TASK_QUEUES: 'publishing=50,ai=50',
    };
  },
});

/** What goes wrong at a channel, and what becomes of the post. */
interface Failure {
  what: string;
  step: MetaStep;
  /** And then. */
  also?: MetaStep;
  /** What is public only once somebody was asked was done long after anybody waited for it. */
  answers?: readonly (Omit<Answer, 'after'> & { onceItIsPublic?: true })[];
  row: Partial<Row>;
}

/** At the one request that makes a post public, unless the step says otherwise. */
const on = (what: string, step: MetaStep, row: Partial<Row>, ...answers: NonNullable<Failure['answers']>): Failure => ({
  what,
  step,
  row,
  answers,
});
const live = (attempts: number): Partial<Row> => ({ state: 'LIVE', attempts, failure: null });
const failed = (failure: string, attempts: number): Partial<Row> => ({ state: 'FAILED', attempts, failure });
const lost = on('the answer is lost after it acted', { drop: 'after' }, live(1));
const half = on('half of an answer comes', { malformed: true }, live(1));
const broken = on('5xx after it acted', { status: 500, acted: true }, live(1));
const spam = { error: { code: 4, subcode: 2207051 } };
const notSpam = on('it is called spam, and is there all the same', { ...spam, acted: true }, live(1));
const slow = on('the answer comes after the deadline', { delayMs: 14_000 }, live(1));
const refused = on('what is sent is refused', { error: { code: 100 } }, failed('REFUSED', 1));
/** In seconds. */
const pause = { headers: { 'retry-after': '60' } };
const manyCalls = on('it has had too many calls, for a minute', { error: { code: 32 }, ...pause }, live(2));
const blocked = on(
  'it has had too many calls, for longer than anybody waits',
  { error: { code: 80_002 }, headers: { 'retry-after': '3600' } },
  failed('LIMIT', 1),
);
const manyPosts = on('it takes no more posts today', { error: { code: 9, subcode: 2207042 } }, failed('LIMIT', 1));
const tokenGone = on('the token has expired', { error: { code: 190, subcode: 463 } }, failed('TOKEN', 1));
const permalink = 'https://www.facebook.example/found-by-a-person';
/** Before anything is made at the channel. */
const before = (call: 'uploadPhoto' | 'createContainer') => ({
  busy: on(
    'it is busy before it has the photo',
    { call, status: 503, headers: { 'retry-after': '1' }, times: 2 },
    live(1),
  ),
  tokenGone: on(
    'the token is not taken before it has the photo',
    { call, error: { code: 190, subcode: 460 } },
    failed('TOKEN', 0),
  ),
});

/** Nothing tells whether a page will still have a post, so a person is asked. */
const facebook = {
  postIt: on('the connection breaks before it acts, and a person wants it sent', { drop: 'before' }, live(2), {
    choice: 'POST_IT',
  }),
  dropIt: on('5xx before it acts, and a person lets it be', { status: 503 }, failed('DROPPED', 1), {
    choice: 'DROP_IT',
  }),
  lookTwice: on(
    'it is called spam, and is not there however often a person has it looked at',
    spam,
    failed('DROPPED', 1),
    { choice: 'CHECK_AGAIN' },
    { choice: 'CHECK_AGAIN' },
    { choice: 'DROP_IT' },
  ),
  blind: {
    ...on('the answer is lost, the token expires, and a person knows', { drop: 'after' }, live(1), {
      choice: 'IT_IS_LIVE',
      edits: { permalink },
    }),
    also: { call: 'listPosts', error: { code: 190, subcode: 463 }, times: Infinity },
  } satisfies Failure,
  found: on(
    'it acts long after the deadline, and a person finds it',
    {},
    { ...live(1), permalink, post_id: null },
    { choice: 'IT_IS_LIVE', edits: { permalink }, onceItIsPublic: true },
  ),
  lookAgain: on('it acts long after the deadline, and a person has it looked at', {}, live(1), {
    choice: 'CHECK_AGAIN',
    onceItIsPublic: true,
  }),
};

/** A container is published once, and says whether it was: what certainly was not is sent again. */
const instagram = {
  dropped: on('the connection breaks before it acts', { drop: 'before' }, live(2)),
  down: on('5xx before it acts', { status: 503 }, live(2)),
  notReady: on('the container is said not to be ready', { error: { code: 9007, subcode: 2207027 } }, live(2)),
  expired: on('the container has expired', { error: { code: -2, subcode: 2207020 } }, live(2)),
  spam: on('it is called spam, and is not there', spam, failed('BLOCKED', 1)),
  refusedTwice: {
    ...on('the connection breaks before it acts, and what is sent again is refused', { drop: 'before' }, live(3)),
    also: { call: 'publishContainer', error: { code: -2, subcode: 2207020 } },
  } satisfies Failure,
  takesLong: on('the container takes long', { call: 'createContainer', processingMs: 3000 }, live(1)),
  fails: on('the container fails', { call: 'createContainer', containerFailsWith: 2207005 }, failed('REFUSED', 0)),
};

/** What happens at both channels of one run, at a time. */
const cases: Partial<Record<ChannelKind, Failure>>[] = [
  { FACEBOOK: lost },
  { FACEBOOK: facebook.blind },
  { INSTAGRAM: lost },
  { FACEBOOK: half, INSTAGRAM: broken },
  { FACEBOOK: broken, INSTAGRAM: half },
  { FACEBOOK: notSpam, INSTAGRAM: slow },
  { FACEBOOK: slow, INSTAGRAM: notSpam },
  { FACEBOOK: manyCalls, INSTAGRAM: blocked },
  { INSTAGRAM: manyPosts },
  { FACEBOOK: refused, INSTAGRAM: refused },
  { FACEBOOK: before('uploadPhoto').busy, INSTAGRAM: tokenGone },
  { FACEBOOK: before('uploadPhoto').tokenGone, INSTAGRAM: before('createContainer').busy },
  { FACEBOOK: facebook.postIt, INSTAGRAM: instagram.dropped },
  { FACEBOOK: facebook.dropIt, INSTAGRAM: instagram.down },
  { FACEBOOK: facebook.lookTwice, INSTAGRAM: instagram.notReady },
  { FACEBOOK: facebook.found, INSTAGRAM: instagram.expired },
  { FACEBOOK: facebook.lookAgain, INSTAGRAM: instagram.takesLong },
  { INSTAGRAM: instagram.fails },
  { INSTAGRAM: instagram.spam },
  { INSTAGRAM: instagram.refusedTwice },
  { INSTAGRAM: before('createContainer').tokenGone },
];

/** All at a time, so that what they wait for passes at a time. */
const ends = new Map<object, ReturnType<typeof endOf>>();
beforeAll(async () => {
  await settleAtOnce(stack.database);
  const runs = createPublishingRuns(stack, fakes, used);
  runs.modelWrites();
  for (const one of cases) {
    const end = endOf(runs, one);
    end.catch(() => undefined); // its own test says so
    ends.set(one, end);
  }
});

const publishing = { FACEBOOK: 'publishPost', INSTAGRAM: 'publishContainer' } as const;
const kinds = ['FACEBOOK', 'INSTAGRAM'] as const;

async function endOf(runs: ReturnType<typeof createPublishingRuns>, failures: (typeof cases)[number]) {
  const brand = await runs.brand();
  let run: TestRun | null = null;
  const anyoneIsAsked = () => waitFor('a person to be asked', () => run && runs.anyUnconfirmed(run), patienceMs);
  for (const kind of kinds) {
    const { step, also, answers = [] } = failures[kind] ?? {};
    const late = answers.some(({ onceItIsPublic }) => onceItIsPublic) ? { actsOnce: anyoneIsAsked } : {};
    if (step) brand.script(kind, { call: publishing[kind], ...late, ...step }, ...(also ? [also] : []));
  }
  run = await runs.publish(brand.key);
  const isPublic = () => brand.posts().some(({ channel }) => channel === 'FACEBOOK');
  const answers = (failures.FACEBOOK?.answers ?? []).map(({ onceItIsPublic, ...answer }) => ({
    ...answer,
    ...(onceItIsPublic && { after: () => waitFor('it to be public', isPublic, patienceMs) }),
  }));
  const end = await runs.ended(run, answers);
  return { run, end, rows: await runs.rowsOf(run), posts: brand.posts() };
}

const nothing = on('nothing goes wrong', {}, live(1));

describe.each(cases)('a run', (failures) => {
  const expected = kinds.map((channel) => ({ channel, ...(failures[channel] ?? nothing) }));
  const anyLive = expected.some(({ row }) => row.state === 'LIVE');

  test.each(expected)('of which $channel says that $what', { timeout: 90_000 }, async ({ channel, row: wanted }) => {
    const { rows, posts } = await ends.get(failures)!;
    const row = rows.find((one) => one.channel === channel)!;
    expect(row).toMatchObject(wanted);
    const seen = posts.filter((post) => post.channel === channel);
    if (row.state === 'FAILED') return expect(seen).toEqual([]);
    expect(seen).toMatchObject([{ times: 1, ...(row.post_id !== null && { ids: [row.post_id] }) }]);
    expect(row.permalink).toMatch(/^https:/);
  });

  test('tells of both channels', async () => {
    const { end, rows } = await ends.get(failures)!;
    if (!anyLive) return expect(end.failure).toMatchObject({ code: 'NOT_PUBLISHED' });
    const all = expected.every(({ row }) => row.state === 'LIVE');
    expect(end.resultJson).toMatchObject({
      outcome: all ? 'PUBLISHED' : 'PARTIAL',
      posts: rows.map(({ channel, state, failure, permalink: link }) => ({ channel, state, failure, permalink: link })),
    });
  });
});

test(
  'a channel whose token has expired is left out until it is connected again, and says so',
  { timeout: 90_000 },
  async () => {
    const runs = createPublishingRuns(stack, fakes, used);
    const brand = await runs.brand(4);
    const publish = async () => {
      const run = await runs.publish(brand.key);
      const { resultJson, failure } = await run.end();
      return { outcome: resultJson?.['outcome'], failure, rows: await runs.rowsOf(run) };
    };
    brand.script('INSTAGRAM', { call: 'publishContainer', error: { code: 190, subcode: 463 } });
    expect(await publish()).toMatchObject({ outcome: 'PARTIAL', rows: [{ state: 'LIVE' }, { failure: 'TOKEN' }] });
    const { data } = await stack.graphql(
      'query($key: String!) { brand(key: $key) { channels { kind state problem } } }',
      {
        key: brand.key,
      },
    );
    expect(data!['brand']).toMatchObject({
      channels: [
        { kind: 'FACEBOOK', state: 'OK', problem: null },
        { kind: 'INSTAGRAM', state: 'RECONNECT', problem: expect.stringContaining('190/463') },
      ],
    });
    expect(await publish()).toMatchObject({
      outcome: 'PARTIAL',
      rows: [{ state: 'LIVE' }, { state: 'FAILED', failure: 'BRAND_NOT_CONNECTED', attempts: 0 }],
    });
    used.meta.revoke(brand.tokens.FACEBOOK);
    expect(await publish()).toMatchObject({
      failure: { code: 'NOT_PUBLISHED' },
      rows: [{ failure: 'TOKEN', attempts: 0 }, { failure: 'BRAND_NOT_CONNECTED' }],
    });
    const asked = used.meta.requests.length;
    expect(await publish()).toMatchObject({
      failure: { code: 'BRAND_NOT_CONNECTED', message: expect.stringMatching(/FACEBOOK.*INSTAGRAM/) },
      rows: [],
    });
    expect(used.meta.requests.slice(asked).filter(({ body }) => body?.id === brand.accounts.FACEBOOK)).toEqual([]);
    expect(brand.posts()).toMatchObject([{ times: 1 }, { times: 1 }]);
  },
);

test('an account that takes no more posts today gets no container', { timeout: 90_000 }, async () => {
  const runs = createPublishingRuns(stack, fakes, used);
  const brand = await runs.brand(2);
  await (await runs.publish(brand.key)).end();
  const run = await runs.publish(brand.key);
  expect((await run.end()).resultJson).toMatchObject({ outcome: 'PARTIAL' });
  expect(await runs.rowsOf(run)).toMatchObject([live(1), { ...failed('LIMIT', 0), prepared_id: null }]);
});

const remembered = [
  ['sent-again', 'of which nobody knew the end, and which a person wants sent again', facebook.postIt],
  ['found', 'of which nobody knew the end, and which a person has found', facebook.found],
  ['refused-twice', 'that is sent again and refused', instagram.refusedTwice],
] as const;

test.each(remembered)('the history of %s: a post %s', { timeout: 90_000 }, async (name, _what, failure) => {
  const one = cases.find((each) => each.FACEBOOK === failure || each.INSTAGRAM === failure)!;
  await keepHistory(stack, (await ends.get(one)!).run, name);
});

test('nothing would have been public twice, had Meta let it', async () => {
  await Promise.allSettled(ends.values());
  expect(used.meta.repeats()).toEqual([]);
});
