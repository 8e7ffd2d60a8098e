import { eq } from 'drizzle-orm';
import { createHash } from 'node:crypto';
import { traceRedirect } from '../../platform/ai/trace-links.ts';
import type { Database } from '../../platform/db/database.ts';
import { brands } from '../../platform/db/tables/brands.ts';
import { publications } from '../../platform/db/tables/publications.ts';
import type { Settings } from '../../platform/env.ts';
import { postWebhook, webhookOf, type WebhookMessage } from '../../platform/webhook.ts';
import { inWords, toUsd } from '../budgets/usd.ts';
import { runCost } from '../generations/run-cost.ts';
import { encodeRunId, type RunKey } from '../runs/run-id.ts';
import { cut, escaped } from '../slack-text.ts';
import type { Publication } from './ledger.ts';

/** How a run that publishes has ended. */
export interface PublicationEnd {
  run: RunKey;
  /** Key of the brand. */
  brand: string;
  outcome: 'PUBLISHED' | 'PARTIAL' | 'REJECTED' | 'DRY_RUN' | 'FAILED';
  /** What it failed of; null when it did not. */
  failure: { code: string; message: string } | null;
}

interface Tools {
  database: Pick<Database, 'ask'>;
  settings: Pick<Settings, 'approvals' | 'langfuse'>;
  signal: AbortSignal;
}

type Post = Pick<Publication, 'channel' | 'account' | 'state' | 'permalink' | 'failure' | 'message' | 'caption'>;

const words: Record<PublicationEnd['outcome'], string> = {
  PUBLISHED: 'published',
  PARTIAL: 'published in part',
  REJECTED: 'not published, as it was rejected',
  DRY_RUN: 'tried out, nothing was published',
  FAILED: 'not published',
};
/** Characters of a caption that a message for people has. */
const longestCaption = 300;

/**
 * Tells the webhook what became of a post: each channel's row as it is now, what the run has cost, and where its calls of
 * models can be looked at. False where there is no webhook. Throws what is worth trying again; the same news has the same id.
 */
export async function reportPublication(end: PublicationEnd, { database, settings, signal }: Tools): Promise<boolean> {
  const webhook = webhookOf(settings.approvals);
  if (!webhook) return false;
  const { ask } = database;
  const { run, brand: key, outcome, failure } = end;
  const [[brand], posts, cost] = await Promise.all([
    ask((db) => db.select({ name: brands.name }).from(brands).where(eq(brands.key, key))),
    ask((db) => db.select().from(publications).where(eq(publications.run, run.first)).orderBy(publications.channel)),
    runCost(ask, run.first),
  ]);
  const traceUrl = cost.calls > 0 ? traceRedirect(settings.langfuse, run.first) : null;
  const name = brand?.name ?? key;
  const publication = {
    run: encodeRunId(run),
    brand: { key, name },
    outcome,
    failure,
    channels: posts.map(({ channel, account, state, permalink, failure: code, message }) => ({
      channel,
      account,
      state,
      permalink,
      failure: code === null ? null : { code, message },
    })),
    costUsd: toUsd(cost.cost),
    unpricedCalls: cost.unpriced,
    traceUrl,
  };
  const message: WebhookMessage & { publication: typeof publication } = {
    type: 'publication.finished',
    id: idOf(end, posts),
    text: [
      `*${escaped(name)}*: ${words[outcome]}.${failure ? ` ${escaped(failure.message)}` : ''}`,
      ...posts.map((post) => escaped(lineOf(post))),
      ...(posts[0] ? [escaped(cut(posts[0].caption, longestCaption))] : []),
      `Cost: ${inWords(cost.cost)}${cost.unpriced > 0 ? ` and ${cost.unpriced} calls without a price` : ''}.`,
      ...(traceUrl === null ? [] : [traceUrl]),
    ].join('\n'),
    publication,
  };
  await postWebhook(webhook, message, signal);
  return true;
}

const lineOf = ({ channel, state, permalink, message }: Post) =>
  `${channel}: ${state}${permalink === null ? '' : ` ${permalink}`}${message === null ? '' : `, ${message}`}`;

/** Of a run that was reset, what comes out of it anew is other news. */
const idOf = ({ run, outcome, failure }: PublicationEnd, posts: readonly Post[]) =>
  createHash('sha256')
    .update(JSON.stringify([run.first, outcome, failure?.code, posts.map(({ channel, state }) => [channel, state])]))
    .digest('hex')
    .slice(0, 32);
