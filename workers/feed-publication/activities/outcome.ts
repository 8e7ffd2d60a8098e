import type { Publication } from '../../../src/services/publications/ledger.ts';
import type { ActivityHandlers } from '../../kit/activity.ts';
import type { Found } from '../channels/channel.ts';
import type { feedPublication } from '../contract.ts';
import type { Tools } from './tools.ts';

/** What became of a post, and where people see it, which is asked once more where it is not known. */
export const createOutcome =
  (tools: () => Tools): ActivityHandlers<typeof feedPublication>['outcome'] =>
  async ({ id }, { signal, log }) => {
    const { ledger, open, reservations, row: rowOf } = tools();

    async function placeOf(row: Publication): Promise<Pick<Publication, 'postId' | 'permalink'>> {
      const channel = await open(row);
      if (row.postId !== null) return { postId: row.postId, permalink: await channel.permalink(row.postId, signal) };
      const found: Found = await channel.find(row, { signal, settled: true });
      return found.state === 'LIVE' ? found : row;
    }

    const row = await rowOf(id);
    const { channel, state, failure, message, settledBy } = row;
    let { postId, permalink } = row;
    if (state === 'LIVE') await reservations.published(row.photo, row.sentAt ?? new Date());
    if (state === 'LIVE' && permalink === null && settledBy === null) {
      ({ postId, permalink } = await placeOf(row).catch((error: unknown) => {
        log.warn({ err: error, publication: id }, 'a channel does not say where a post is seen');
        return row;
      }));
      if (permalink !== null) await ledger.found(id, { postId, permalink });
    }
    const end = state === 'LIVE' || state === 'FAILED' ? state : 'UNCONFIRMED';
    return { channel, state: end, postId, permalink, failure, message };
  };
