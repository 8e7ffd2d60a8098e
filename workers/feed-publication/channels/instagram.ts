import { MetaError } from '../../../src/platform/meta/meta-error.ts';
import type { MetaInstagram } from '../../../src/platform/meta/instagram.ts';
import { sleep } from '../../../src/platform/sleep.ts';
import type { Storage } from '../../../src/platform/storage.ts';
import type { Ledger, Publication } from '../../../src/services/publications/ledger.ts';
import type { Channel } from './channel.ts';

/** Longer than a container lives, which is 24 hours: it may be fetched again until then. */
const linkSeconds = 25 * 3600;
/** Images usually take seconds; their manual says to ask once a minute, for no more than five. */
const firstPauseMs = 1000;
const longestPauseMs = 20_000;
const longestMakingMs = 3 * 60_000;
const makingAgainMs = 60_000;
/** Their clock may be behind ours. */
const clockMs = 5 * 60_000;
const mostPosts = 50;

/** An account: a container is made of a link, and published once, so that sending the same again makes no second post. */
export const createInstagram = (account: MetaInstagram, storage: Storage, ledger: Pick<Ledger, 'known'>): Channel => {
  /** Until it can be published; false when it never can. */
  async function ready(containerId: string, signal: AbortSignal): Promise<boolean> {
    const until = performance.now() + longestMakingMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
      const { status, subcode } = await account.container(containerId, { signal });
      if (status === 'FINISHED' || status === 'PUBLISHED') return true;
      if (status === 'EXPIRED') return false;
      if (status === 'ERROR') {
        const message = `Instagram could not take the photo${subcode === null ? '' : ` (${subcode})`}.`;
        throw new MetaError(message, { kind: 'REFUSED', acted: 'NO', retryAfterMs: null, subcode });
      }
      if (performance.now() > until) {
        const message = 'Instagram has been making a container of the photo for minutes.';
        throw new MetaError(message, { kind: 'NOT_READY', acted: 'NO', retryAfterMs: makingAgainMs });
      }
      await sleep(pauseMs, signal);
      signal.throwIfAborted();
    }
  }

  /** Whether one that was made before can still be published. */
  const isUsable = (containerId: string, signal: AbortSignal) =>
    ready(containerId, signal).catch((error: unknown) => {
      if (error instanceof MetaError && error.kind === 'REFUSED') return false; // a new one may well be taken
      throw error;
    });

  /** The oldest post with its caption that was made since it was planned, and is no other publication's. */
  async function seen({ caption, createdAt }: Publication, signal: AbortSignal) {
    const media = await account.media({ limit: mostPosts }, { signal });
    const since = createdAt.getTime() - clockMs;
    const alike = media.filter((one) => one.createdAt.getTime() >= since && same(one.caption, caption));
    const known = await ledger.known(
      'INSTAGRAM',
      alike.map(({ id }) => id),
    );
    return alike.findLast(({ id }) => !known.has(id));
  }

  /** Nothing is made where nothing may be published any more today. */
  async function checkLimit(signal: AbortSignal) {
    const { used, total, windowMs } = await account.publishingLimit({ signal });
    if (used < total) return;
    const hours = windowMs / 3_600_000;
    const message = `The account has published ${used} of the ${total} posts that Instagram takes in ${hours} hours. Post later.`;
    throw new MetaError(message, { kind: 'LIMIT', acted: 'NO', retryAfterMs: null });
  }

  return {
    async stage({ preparedId, image, caption, altText }, { signal, keep }) {
      if (preparedId !== null && (await isUsable(preparedId, signal))) return;
      await checkLimit(signal);
      const imageUrl = await storage.link(storage.own(image.key), linkSeconds);
      const { id } = await account.createContainer({ imageUrl, caption, altText }, { signal });
      await keep(id);
      await ready(id, signal);
    },

    publish: ({ preparedId }, deadlineMs) => account.publish(preparedId!, { deadlineMs }),

    async find(publication, { signal, settled }) {
      const { status } = await account.container(publication.preparedId!, { signal });
      const post = await seen(publication, signal);
      if (status === 'PUBLISHED')
        return { state: 'LIVE', postId: post?.id ?? null, permalink: post?.permalink ?? null };
      // A post like it may be somebody else's, or this one, of which they say so in one place only yet. What they call an ERROR is none
      // that they had before it was published: then they may have published it all the same.
      if (post || !settled) return { state: 'UNKNOWN' };
      if (status === 'EXPIRED') return { state: 'ABSENT', usable: false };
      return status === 'FINISHED' ? { state: 'ABSENT', usable: true } : { state: 'UNKNOWN' };
    },

    permalink: async (postId, signal) => (await account.post(postId, { signal })).permalink,
  };
};

/** They trim captions, and may end lines in their own way. */
const same = (one: string, other: string) => plain(one) === plain(other);
const plain = (text: string) => text.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
