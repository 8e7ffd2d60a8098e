import type { MetaErrorKind } from '../../src/platform/meta/meta-error.ts';
import { milliseconds } from '../kit/duration.ts';
import type { Ledger, Publication } from '../../src/services/publications/ledger.ts';
import { isRefusal, reasonOf, waitAfter, type Refusal } from './activities/refusal.ts';
import type { OpenChannel } from './channels/open-channel.ts';
import { publishWindow } from './contract.ts';

interface Tools {
  ledger: Ledger;
  open(row: Publication): Promise<OpenChannel>;
  /** Stops the channel if its token is not taken. */
  stop(connection: string | null, error: Refusal): Promise<void>;
  signal: AbortSignal;
}

interface Reconciled {
  /** As it is then; null: somebody else has it. */
  row: Publication | null;
  /** When it is worth asking again. */
  againInMs: number;
}

const usualMs = 20_000;
/** Of what was answered so, and is not public, another request would be answered so too. */
const inVain: ReadonlySet<string> = new Set<MetaErrorKind>(['BLOCKED', 'REFUSED', 'DUPLICATE', 'TOKEN', 'PERMISSION']);
/** After a claim: a request that they have still to act on would have been acted on by then. */
const settledMs = 90_000;

/**
 * Asks what became of a post, and writes down only what is certain. Nothing is asked before whoever has claimed it can send no
 * more: what he sends after an answer would be a post that nobody knows of.
 */
export async function reconcilePost(row: Publication, tools: Tools): Promise<Reconciled> {
  const { ledger, open, stop, signal } = tools;
  const { id, state } = row;
  const settledBefore = state === 'LIVE' || state === 'FAILED' || (state === 'PLANNED' && row.doubtedAt === null);
  if (settledBefore) return { row, againInMs: usualMs };
  const claimedForMs = await ledger.claimedForMs(id);
  const overInMs = milliseconds(publishWindow) - claimedForMs;
  if (overInMs > 0 && state !== 'PLANNED') return { row, againInMs: Math.ceil(overInMs) };
  // Whoever claimed it is gone, and cannot send any more once the claim is void.
  if (state === 'ARMED') return { row: await ledger.disarm(row), againInMs: usualMs };
  let connection: string | null = null;
  try {
    const channel = await open(row);
    ({ connection } = channel);
    const found = await channel.find(row, { signal, settled: claimedForMs > settledMs });
    if (found.state === 'LIVE') {
      const { postId, permalink } = found;
      return { row: await ledger.live(row, { postId, permalink }), againInMs: usualMs };
    }
    if (found.state === 'UNKNOWN' || state === 'PLANNED') return { row, againInMs: usualMs };
    const { failure, message } = row;
    const now =
      failure !== null && inVain.has(failure)
        ? await ledger.failed(row, { failure, message: message ?? '' })
        : await ledger.sendAgain(row, { keepPrepared: found.usable });
    return { row: now, againInMs: usualMs };
  } catch (error) {
    if (signal.aborted || !isRefusal(error)) throw error;
    await stop(connection, error);
    // Why it was doubtful in the first place is more worth knowing.
    const doubted = state === 'SENT' && row.failure === null ? await ledger.doubtful(row, reasonOf(error)) : row;
    return { row: doubted, againInMs: Math.max(usualMs, waitAfter(error) ?? 0) };
  }
}
