import type * as z from 'zod';
import type { PostRow } from '../../src/services/publications/posts-of-period.ts';
import type { RunStatus } from '../../src/services/runs/status.ts';
import type { publicationReport } from './contract.ts';

type Report = z.output<(typeof publicationReport)['activities']['gather']['output']>['report'];
export type Posts = Report['posts'];
export type Reason = Report['reasons'][number];

/** A run that never came as far as the ledger. */
export interface EarlyEnd {
  status: RunStatus;
  /** What its result says; null where it has none. */
  outcome: string | null;
  failure: { code: string; message: string } | null;
}

type Row = Pick<PostRow, 'run' | 'channel' | 'state' | 'failure' | 'message'>;

/** What became of posts: rows of the ledger by their runs, and runs without any. `over`: runs that do nothing any more. */
export function countPosts(rows: readonly Row[], early: readonly EarlyEnd[], over: ReadonlySet<string>) {
  const posts: Posts = { live: 0, partial: 0, failed: 0, unconfirmed: 0, underway: 0, rejected: 0, dryRuns: 0 };
  const reasons = new Map<string, Reason>();
  const failed = (channel: Reason['channel'], code: string, message: string) => {
    const key = `${channel} ${code}`;
    const reason = reasons.get(key) ?? { channel, code, message, times: 0 };
    reasons.set(key, { ...reason, times: reason.times + 1 });
  };

  for (const ofRun of byRun(rows).values()) {
    const states = ofRun.map((row) => settled(row, over.has(row.run)));
    posts[kindOf(states)]++;
    ofRun.forEach(({ channel, failure, message }, n) => {
      if (states[n] === 'FAILED')
        failed(channel, failure ?? 'NOT_SENT', message ?? 'The run ended before it was sent.');
    });
  }
  for (const { status, outcome, failure } of early) {
    if (status === 'RUNNING' || status === 'PAUSED') posts.underway++;
    else if (outcome === 'REJECTED') posts.rejected++;
    else if (outcome === 'DRY_RUN') posts.dryRuns++;
    else {
      posts.failed++;
      failed(null, failure?.code ?? status, failure?.message ?? endings[status] ?? 'The run has ended without a post.');
    }
  }
  return { posts, reasons: [...reasons.values()].toSorted((a, b) => b.times - a.times) };
}

const endings: Partial<Record<RunStatus, string>> = { CANCELED: 'The run was cancelled.' };

type Settled = 'LIVE' | 'FAILED' | 'UNCONFIRMED' | 'UNDERWAY';

/** A run that is over sends nothing any more; what it had sent then nobody has looked after. */
function settled({ state }: Row, over: boolean): Settled {
  if (state === 'LIVE' || state === 'FAILED' || state === 'UNCONFIRMED') return state;
  if (!over) return 'UNDERWAY';
  return state === 'SENT' ? 'UNCONFIRMED' : 'FAILED';
}

function kindOf(states: readonly Settled[]): keyof Posts {
  if (states.includes('UNCONFIRMED')) return 'unconfirmed';
  if (states.includes('UNDERWAY')) return 'underway';
  if (!states.includes('FAILED')) return 'live';
  return states.includes('LIVE') ? 'partial' : 'failed';
}

/** Rows by the run that they are of, newest first as they come. */
export function byRun<T extends { run: string }>(rows: readonly T[]): Map<string, T[]> {
  const runs = new Map<string, T[]>();
  for (const row of rows) runs.set(row.run, [...(runs.get(row.run) ?? []), row]);
  return runs;
}
