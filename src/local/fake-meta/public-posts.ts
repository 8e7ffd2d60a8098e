import type { Post } from './store.ts';

/** What somebody who looks at an account finds there. */
export interface PublicPost {
  channel: Post['channel'];
  /** Id of the page or Instagram account. */
  account: string;
  caption: string;
  altText: string;
  /** Of the photo, as it was sent or fetched. */
  sha256: string;
  width: number;
  height: number;
  /** How often the same is there. */
  times: number;
  ids: string[];
}

/** What the public sees, oldest first: the same photo with the same caption is listed once, with how often it is there. */
export function publicPosts(posts: Iterable<Post>): PublicPost[] {
  const seen = new Map<string, PublicPost>();
  for (const { id, channel, account, caption, altText, photo } of posts) {
    const { sha256, width, height } = photo;
    const key = JSON.stringify([channel, account, caption, sha256]);
    const same = seen.get(key);
    if (same) {
      same.times += 1;
      same.ids.push(id);
    } else seen.set(key, { channel, account, caption, altText, sha256, width, height, times: 1, ids: [id] });
  }
  return [...seen.values()];
}
