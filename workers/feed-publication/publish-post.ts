import type { Log } from '../../src/platform/log.ts';
import { MetaError } from '../../src/platform/meta/meta-error.ts';
import { sleep } from '../../src/platform/sleep.ts';
import type { Ledger, Publication } from '../../src/services/publications/ledger.ts';
import { waitAfter } from './activities/refusal.ts';
import type { OpenChannel } from './channels/open-channel.ts';

/** Under half of the activity's time, and less than a worker that is shut down gives its activities. */
const deadlineMs = 12_000;
/** From the claim to the request: a process that was held up for longer sends nothing, as somebody may look already. */
const patienceMs = 8000;
/** What was sent is written down also when the database does not answer at once. */
const writePausesMs = [100, 500, 2000, 5000];

interface Tools {
  ledger: Ledger;
  channel: OpenChannel;
  log: Log;
  /** Settles one that its channel does not take. */
  refused(claim: Publication, error: MetaError): Promise<Publication | null>;
}

interface Published {
  /** As it is then; null: somebody else has it. */
  row: Publication | null;
  /** For how long the channel wants to be left alone. */
  waitMs: number;
}

/**
 * Sends one post, at most once for each claim: the row says that it was sent before the request is made, and whoever has taken
 * the claim back meanwhile keeps it from being made.
 */
export async function publishPost({ id }: Publication, tools: Tools): Promise<Published> {
  const { ledger, channel, log, refused } = tools;
  // By two clocks: one stands still while a machine sleeps, the other is set back.
  const [since, sinceDate] = [performance.now(), Date.now()];
  const claim = await ledger.arm(id);
  if (!claim) return { row: await ledger.get(id), waitMs: 0 };
  // What is sent is what was claimed: it may have been planned anew since it was looked at.
  if (claim.preparedId === null) return { row: await ledger.disarm(claim), waitMs: 0 };
  if (!(await ledger.send(claim))) return { row: await ledger.get(id), waitMs: 0 };
  if (Math.max(performance.now() - since, Date.now() - sinceDate) > patienceMs) {
    const late = { failure: 'BUSY', message: 'The worker was held up, and has sent nothing.' };
    return { row: await ledger.refused(claim, { ...late, keepPrepared: true }), waitMs: 0 };
  }
  let postId: string;
  try {
    ({ id: postId } = await channel.publish(claim, deadlineMs));
  } catch (error) {
    if (!(error instanceof MetaError)) throw error;
    const reason = { failure: error.kind, message: error.message };
    // What they say of this request, they do not say of one before that nobody knows the end of.
    if (error.acted !== 'NO' || claim.doubtedAt !== null)
      return { row: await insist(() => ledger.doubtful(claim, reason)), waitMs: 0 };
    const waitMs = waitAfter(error);
    if (waitMs === null) return { row: await insist(() => refused(claim, error)), waitMs: 0 };
    const keepPrepared = error.kind !== 'EXPIRED';
    return { row: await insist(() => ledger.refused(claim, { ...reason, keepPrepared })), waitMs };
  }
  log.info({ publication: id, postId }, 'a post is public'); // the proof, should the database not be there
  return { row: await insist(() => ledger.live(claim, { postId, permalink: null })), waitMs: 0 };
}

async function insist<T>(write: () => Promise<T>): Promise<T> {
  for (const pause of writePausesMs) {
    try {
      return await write();
    } catch {
      await sleep(pause); // the last one tells why
    }
  }
  return write();
}
