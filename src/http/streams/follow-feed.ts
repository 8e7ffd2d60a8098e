import type { Feed, FeedEnd } from './feed.ts';

interface Client {
  /** Whether it can take something now; else it calls back once when it can. */
  ready(again: () => void): boolean;
  /** Told how many results it will not get, as newer ones have taken their places. */
  skipped(count: number): void;
  /** Takes a result as JSON. */
  next(result: Buffer): void;
  /** Told once, after the last result; not when it has left before. */
  end(end: FeedEnd): void;
}

/**
 * Hands a client the newest result of a feed whenever it can take one, and then the end. Returns what makes it leave, which
 * says whether it left before the end.
 */
export function followFeed(feed: Feed, client: Client): () => boolean {
  let taken = 0;
  let over = false;
  const news = () => {
    if (over || !client.ready(news)) return;
    if (taken < feed.count) {
      if (taken > 0 && feed.count > taken + 1) client.skipped(feed.count - taken - 1);
      taken = feed.count;
      client.next(feed.newest);
    }
    if (!feed.end) return;
    over = true;
    client.end(feed.end);
  };
  feed.join(news);
  return () => {
    feed.leave(news);
    const early = !over;
    over = true;
    return early;
  };
}
