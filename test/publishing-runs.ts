import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import type { FakeMeta } from '../src/local/fake-meta/fake-meta.ts';
import type { Publication } from '../src/services/publications/ledger.ts';
import { decodeRunId } from '../src/services/runs/run-id.ts';
import { expect } from 'vitest';
import { createApprovalsClient } from './approvals-client.ts';
import { createCaptions } from './dutch-captions.ts';
import type { FakeAi } from './fake-ai.ts';
import type { useFakeMeta } from './fake-meta.ts';
import { createFeedClient, seen } from './feed-client.ts';
import type { RunState, TestRun } from './graphql-client.ts';
import { noteSecret } from './note-secret.ts';
import type { Stack } from './stack.ts';
import { waitFor } from './wait-for.ts';

export type ChannelKind = 'FACEBOOK' | 'INSTAGRAM';
export type MetaStep = Parameters<FakeMeta['script']>[0];

/** What a person answers to "is it public?". */
export interface Answer {
  choice: 'IT_IS_LIVE' | 'POST_IT' | 'DROP_IT' | 'CHECK_AGAIN';
  edits?: { permalink: string };
  /** What has to come about before. */
  after?: () => Promise<unknown>;
}

export type Row = Pick<
  Publication,
  'id' | 'channel' | 'state' | 'attempts' | 'failure' | 'message' | 'permalink' | 'account'
> & { post_id: string | null; settled_by: string | null; sent_at: Date | null; prepared_id: string | null };

/** While many runs go on at a time, on a machine that has other things to do. */
export const patienceMs = 60_000;

/** Encrypts tokens that are stored. */
export const credentialsKey = randomBytes(32).toString('hex');

/** Runs of the publication, each of a brand with accounts and tokens of its own, so that many go on at a time. */
export function createPublishingRuns(stack: Stack, fakes: FakeAi, used: ReturnType<typeof useFakeMeta>) {
  const feed = createFeedClient(stack, fakes, used);
  const approvals = createApprovalsClient(stack);
  const { meta } = used;

  /** A model that sees the same in every photo, and writes another caption each time. */
  const modelWrites = (seed?: number) => {
    const next = createCaptions(seed);
    fakes.anthropic.script(
      { text: JSON.stringify(seen), times: Infinity, when: ({ body }) => hasImage(body) },
      {
        get text() {
          return JSON.stringify({ caption: next(), hashtags: [] });
        },
        times: Infinity,
      },
    );
  };

  async function brand(photos = 1, more: Parameters<typeof feed.brand>[0] = {}) {
    const { pageId, instagramId } = meta.addBrand({ name: 'Own' });
    const tokens = { FACEBOOK: meta.addToken([pageId]), INSTAGRAM: meta.addToken([instagramId]) };
    for (const [kind, value] of Object.entries(tokens)) noteSecret({ name: `a token of ${kind}`, value });
    const accounts = { FACEBOOK: pageId, INSTAGRAM: instagramId };
    const made = await feed.brand(more, 0, {
      FACEBOOK: { account: pageId, token: tokens.FACEBOOK },
      INSTAGRAM: { account: instagramId, token: tokens.INSTAGRAM },
    });
    const bytes = await sharp({ create: { width: 400, height: 320, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer();
    for (let n = 0; n < photos; n++) await feed.photo(made.row, bytes);
    return {
      ...made,
      accounts,
      tokens,
      /** How calls of the brand's account are treated. */
      script: (kind: ChannelKind, ...steps: MetaStep[]) =>
        meta.script(...steps.map((step) => ({ ...step, when: isAbout(accounts[kind]) }))),
      posts: () => meta.public().filter(({ account }) => Object.values(accounts).includes(account)),
    };
  }
  const rowsOf = async (run: { id: string }) => (await feed.rows(decodeRunId(run.id)!.first)) as unknown as Row[];

  const anyUnconfirmed = async (run: TestRun) => (await rowsOf(run)).some(({ state }) => state === 'UNCONFIRMED');

  /** Answers what a run asks, until it has ended. */
  async function ended(run: TestRun, answers: readonly Answer[] = []): Promise<RunState> {
    for (const { choice, edits, after } of answers) {
      await waitFor('a post that nobody knows of', () => anyUnconfirmed(run), patienceMs);
      await after?.();
      const { id } = await approvals.opened(run, 'unconfirmed');
      expect(await approvals.decide(id, choice, { edits })).toMatchObject({ __typename: 'Approval' });
    }
    return run.end();
  }

  return { ...feed, anyUnconfirmed, approvals, brand, ended, modelWrites, rowsOf };
}
type PublishingRuns = ReturnType<typeof createPublishingRuns>;
export type PublishingBrand = Awaited<ReturnType<PublishingRuns['brand']>>;

const isAbout =
  (account: string): NonNullable<MetaStep['when']> =>
  ({ body }) =>
    body?.id === account;

const hasImage = (body: unknown) => JSON.stringify(body).includes('"type":"image"');
