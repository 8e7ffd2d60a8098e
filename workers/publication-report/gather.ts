import type * as z from 'zod';
import type { Database } from '../../src/platform/db/database.ts';
import type { Meta } from '../../src/platform/meta/meta.ts';
import type { Temporal } from '../../src/platform/temporal.ts';
import type { ChannelTokens } from '../../src/services/brands/tokens.ts';
import { toUsd } from '../../src/services/budgets/usd.ts';
import { createCosts } from '../../src/services/generations/costs.ts';
import { createReservations } from '../../src/services/photos/reservations.ts';
import { inLedger, postsOfPeriod, type PostRow } from '../../src/services/publications/posts-of-period.ts';
import { outcomesOf, runsOfPeriod, type ListedRun } from '../../src/services/publications/runs-of-period.ts';
import { encodeRunId } from '../../src/services/runs/run-id.ts';
import { isClosed } from '../../src/services/runs/status.ts';
import { feedPublication } from '../feed-publication/contract.ts';
import { mostInsights, type publicationReport } from './contract.ts';
import { byRun, countPosts, type EarlyEnd } from './count-posts.ts';
import { readInsights, sumOf } from './read-insights.ts';

type Chosen = z.output<(typeof publicationReport)['activities']['gather']['input']>;

interface Tools {
  database: Database;
  temporal: Temporal;
  meta: Meta;
  tokens: Pick<ChannelTokens, 'tokenOf'>;
  signal: AbortSignal;
  /** Says how many of the posts were asked for. */
  onRead: (done: number, total: number) => void;
}

/** More are two of a brand each hour for a year. */
const mostRows = 40_000;
const mostRuns = 1000;
/** Runs without a post that are asked why. */
const mostEnds = 200;

/** All that is known of what a brand has published in its days. */
export async function gather(brand: Chosen, { database, temporal, meta, tokens, signal, onRead }: Tools) {
  const period = { from: new Date(brand.from), to: new Date(brand.to) };
  const label = { key: 'brand', value: brand.key };
  const notes: string[] = [];
  const [rows, runs, costs, photosLeft] = await Promise.all([
    postsOfPeriod(database, { brand: brand.id, ...period }, mostRows),
    runsOfPeriod(temporal, { workflow: feedPublication.name, label, ...period }, mostRuns),
    createCosts(database).sums({ ...period, groupBy: 'WORKFLOW', label }),
    createReservations(database).left(brand.id),
  ]);
  if (rows.length === mostRows) notes.push(`Only the newest ${mostRows} posts are counted.`);
  if (runs.length === mostRuns) notes.push(`Of runs that have no post only the newest ${mostRuns} are looked at.`);
  const sent = await inLedger(
    database,
    runs.map(({ first }) => first),
  );
  const without = runs.filter(({ first }) => !sent.has(first));
  if (without.length > mostEnds) notes.push(`Only the newest ${mostEnds} runs without a post are counted.`);
  const over = new Set(runs.filter(({ status }) => isClosed(status)).map(({ first }) => first));
  const counted = countPosts(rows, await endsOf(temporal, without.slice(0, mostEnds)), over);

  const live = rows.filter(({ state, postId }) => state === 'LIVE' && postId !== null);
  const asked = live.slice(0, mostInsights);
  if (live.length > asked.length) notes.push(`Insights are those of the newest ${mostInsights} posts at channels.`);
  let read = 0;
  const { insights, notes: unread } = await readInsights(brand.id, asked, {
    meta,
    tokens,
    signal,
    onRead: () => onRead(++read, asked.length),
  });
  return {
    ...counted,
    costUsd: toUsd(costs.reduce((sum, { cost }) => sum + cost, 0)),
    unpricedCalls: costs.reduce((sum, { unpriced }) => sum + unpriced, 0),
    photosLeft,
    insights: sumOf([...insights.values()]),
    notes: [...notes, ...unread],
    runs: [...byRun(rows).values()].map((ofRun) => ({
      run: encodeRunId({ first: ofRun[0]!.run, workflowId: ofRun[0]!.workflowId }),
      at: ofRun.at(-1)!.createdAt,
      posts: ofRun.toSorted(byChannel).map((row) => ({ ...toldOf(row), insights: insights.get(row.id) ?? null })),
    })),
  };
}

const byChannel = (a: PostRow, b: PostRow) => a.channel.localeCompare(b.channel);

async function endsOf(temporal: Temporal, runs: readonly ListedRun[]): Promise<EarlyEnd[]> {
  const outcomes = await outcomesOf(temporal, runs);
  return runs.map(({ status }, n) => {
    const { result, failure } = outcomes[n]!;
    const told = feedPublication.result.safeParse(result).data?.outcome ?? null;
    return { status, outcome: told, failure };
  });
}

const toldOf = ({ id, channel, state, sentAt, postId, permalink, failure, message }: PostRow) => ({
  id,
  channel,
  state,
  sentAt,
  postId,
  permalink,
  failure,
  message,
});
