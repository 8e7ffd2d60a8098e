import type { Clock } from './clock.ts';
import type { Photo } from './photo.ts';

/** A photo of a page, in a post or in none yet. */
export interface PagePhoto {
  id: string;
  page: string;
  altText: string;
  photo: Photo;
  post: string | null;
}
export interface Container {
  id: string;
  account: string;
  caption: string;
  altText: string;
  photo: Photo;
  createdAt: number;
  readyAt: number;
  /** Why it cannot be published, once it is ready. */
  failsWith: number | null;
  post: string | null;
}
/** What the public sees. */
export interface Post {
  id: string;
  channel: 'FACEBOOK' | 'INSTAGRAM';
  account: string;
  caption: string;
  altText: string;
  photo: Photo;
  /** Ids of the page's photos, or of the container. */
  from: string;
  at: number;
}

const day = 24 * 60 * 60 * 1000;

export type Store = ReturnType<typeof createStore>;

/** Everything there is, as long as the server runs. */
export function createStore(clock: Clock) {
  const accounts = new Map<string, { id: string; channel: Post['channel']; name: string }>();
  const photos = new Map<string, PagePhoto>();
  const containers = new Map<string, Container>();
  const posts = new Map<string, Post>();
  /** Posts that there would be twice, had the second one not been refused. */
  const repeats: Post[] = [];
  let last = 0;

  return {
    accounts,
    photos,
    containers,
    posts,
    repeats,
    nextId: (prefix: string) => `${prefix}${String((last += 1)).padStart(10, '0')}`,
    /** Newest first. */
    postsOf: (account: string) => [...posts.values()].filter((post) => post.account === account).toReversed(),
    publishedToday: (account: string) =>
      [...posts.values()].filter((post) => post.account === account && post.at > clock.now() - day).length,
    statusOf({ post, createdAt, readyAt, failsWith }: Container) {
      if (post !== null) return 'PUBLISHED';
      if (clock.now() < readyAt) return 'IN_PROGRESS';
      if (failsWith !== null) return 'ERROR';
      return clock.now() >= createdAt + day ? 'EXPIRED' : 'FINISHED';
    },
    /** Accounts stay. */
    clear() {
      for (const all of [photos, containers, posts]) all.clear();
      repeats.length = 0;
    },
  };
}
