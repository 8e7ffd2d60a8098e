import { EventEmitter, once } from 'node:events';
import { beforeAll, expect, test } from 'vitest';
import { useFakeAi } from '../../test/fake-ai.ts';
import { useFakeMeta } from '../../test/fake-meta.ts';
import {
  createPublishingRuns,
  credentialsKey,
  patienceMs,
  type ChannelKind,
  type PublishingBrand,
} from '../../test/publishing-runs.ts';
import { useQuickWorkflows } from '../../test/quick-workflows.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

const fakes = useFakeAi({ concurrent: true });
const used = useFakeMeta({ concurrent: true, processingMs: 1 });
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
const runs = () => createPublishingRuns(stack, fakes, used);
const soon = <T>(what: string, ask: () => Promise<T | false> | T | false) => waitFor(what, ask, patienceMs);
beforeAll(() => runs().modelWrites());

/** A run that comes to stand still at one channel. */
async function standing(kind: ChannelKind, how: (brand: PublishingBrand) => unknown) {
  const { brand: newBrand, publish, rowsOf } = runs();
  const brand = await newBrand();
  await how(brand);
  const run = await publish(brand.key);
  const row = async () => (await rowsOf(run)).find(({ channel }) => channel === kind);
  const account = brand.accounts[kind];
  return {
    is: (state: string) => soon(`a post that is ${state}`, async () => (await row())?.state === state),
    asked: (call: string) =>
      soon(call, () => used.meta.requests.some(({ body }) => body?.call === call && body.id === account)),
    /** After so many attempts it is public, once, and so is what goes to the other channel. */
    async endsLive(attempts: number) {
      const { resultJson, failure } = await run.end();
      expect(failure).toBeNull();
      expect(resultJson).toMatchObject({ outcome: 'PUBLISHED' });
      expect(await row()).toMatchObject({ state: 'LIVE', attempts, post_id: expect.any(String) });
      expect(brand.posts()).toMatchObject([{ times: 1 }, { times: 1 }]);
    },
  };
}

/** Whoever has claimed a post of this page does not come to send it. */
const neverSends = ({ accounts }: PublishingBrand) =>
  stack.database.pool.query(`
    CREATE FUNCTION never_sends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      PERFORM pg_sleep(600);
      RETURN NEW;
    END $$;
    CREATE TRIGGER never_sends BEFORE UPDATE ON publications FOR EACH ROW
      WHEN (OLD.state = 'ARMED' AND NEW.state = 'SENT' AND NEW.account = '${accounts.FACEBOOK}') EXECUTE FUNCTION never_sends();
  `);
/** What those who are gone have begun there ends with them. */
const sendsAgain = async () => {
  const { pool } = stack.database;
  await pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'`);
  await pool.query('DROP TRIGGER never_sends ON publications');
};

/** Nobody comes to know the token of a channel, until the returned function is called. */
async function lockTokens() {
  const client = await stack.database.pool.connect();
  await client.query('BEGIN; LOCK TABLE channels IN ACCESS EXCLUSIVE MODE');
  return {
    waits: () =>
      soon('somebody to wait for a token', async () => {
        const sql = `SELECT FROM pg_locks WHERE relation = 'channels'::regclass AND NOT granted`;
        return (await client.query(sql)).rowCount! > 0;
      }),
    async release() {
      await client.query('ROLLBACK');
      client.release();
    },
  };
}

type Standing = Awaited<ReturnType<typeof standing>>;
const where = {
  'before it has claimed the post': 1,
  'after it has claimed the post, and before it has sent it': 2,
  'after it has sent the post, which is done later': 1,
  'before it has the answer of a page': 1,
  'before it has the answer of an Instagram account': 1,
  'while it waits for a container': 1,
};
const stood = {} as Record<keyof typeof where, Standing>;

/** One worker is killed when it is everywhere at once, so that the time of all that it did is over at once. */
beforeAll(async () => {
  const told = new EventEmitter();
  const uploaded = once(told, 'uploaded');
  const killed = once(told, 'killed');
  const [planned, armed, undone, page, account, container] = await Promise.all([
    standing('FACEBOOK', ({ script }) => script('FACEBOOK', { call: 'uploadPhoto', until: uploaded })),
    standing('FACEBOOK', neverSends),
    standing('FACEBOOK', ({ script }) => script('FACEBOOK', { call: 'publishPost', actsOnce: () => killed })),
    standing('FACEBOOK', ({ script }) => script('FACEBOOK', { call: 'publishPost', delayMs: 60_000 })),
    standing('INSTAGRAM', ({ script }) => script('INSTAGRAM', { call: 'publishContainer', delayMs: 60_000 })),
    standing('INSTAGRAM', ({ script }) => script('INSTAGRAM', { call: 'createContainer', processingMs: 600_000 })),
  ]);
  await Promise.all([
    planned.asked('uploadPhoto'),
    armed.is('ARMED'),
    undone.asked('publishPost'),
    page.asked('publishPost'),
    account.asked('publishContainer'),
    container.asked('createContainer'),
  ]);
  const tokens = await lockTokens();
  told.emit('uploaded');
  await tokens.waits();
  await stack.worker.stop('SIGKILL');
  told.emit('killed');
  await tokens.release();
  await sendsAgain();
  used.meta.clock.advance(600_000); // the container is ready
  await stack.startWorker();
  Object.assign(
    stood,
    Object.fromEntries(
      Object.keys(where).map((name, n) => [name, [planned, armed, undone, page, account, container][n]]),
    ),
  );
}, 120_000);

test('a worker that is shut down waits for the answer of what it has sent', async () => {
  const sent = await standing('FACEBOOK', ({ script }) => script('FACEBOOK', { call: 'publishPost', delayMs: 4000 }));
  await sent.asked('publishPost');
  await stack.worker.stop();
  await sent.is('LIVE');
  await stack.startWorker();
  await sent.endsLive(1);
});

test.each(Object.entries(where) as [keyof typeof where, number][])(
  'what a worker was about that was killed %s is public once, after %i sent',
  { timeout: 90_000 },
  (name, attempts) => stood[name].endsLive(attempts),
);

test('nothing would have been public twice, had Meta let it', () => expect(used.meta.repeats()).toEqual([]));
