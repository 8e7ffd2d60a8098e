import type { MetaPage } from '../../../src/platform/meta/page.ts';
import type { Storage } from '../../../src/platform/storage.ts';
import type { Channel } from './channel.ts';

/** Their clock may be behind ours. */
const clockMs = 5 * 60_000;
const mostPosts = 50;

/** A page: the photo is uploaded first, and a post has it. Nothing on their side keeps a post from being made twice. */
export const createFacebook = (page: MetaPage, storage: Storage): Channel => ({
  async stage({ preparedId, image, altText }, { signal, keep }) {
    if (preparedId !== null) return;
    const bytes = await storage.read(storage.own(image.key), { signal });
    const { id } = await page.uploadPhoto({ bytes, altText }, { signal });
    await keep(id);
  },

  publish: ({ caption, preparedId }, deadlineMs) =>
    page.publish({ message: caption, photoId: preparedId! }, { deadlineMs }),

  async find({ preparedId, preparedAt }, { signal }) {
    const since = new Date(preparedAt!.getTime() - clockMs); // no post had the photo before it was there
    const posts = await page.posts({ since, limit: mostPosts }, { signal });
    const post = posts.find(({ photos }) => photos.includes(preparedId!));
    // One that is not in the list may still come into it.
    return post ? { state: 'LIVE', postId: post.id, permalink: post.permalink } : { state: 'UNKNOWN' };
  },

  permalink: async (postId, signal) => (await page.post(postId, { signal })).permalink,
});
