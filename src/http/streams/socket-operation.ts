import type { Feed, FeedEnd } from './feed.ts';
import type { SocketStream } from './socket-stream.ts';

interface SocketOperation {
  stream: SocketStream;
  /** The operation's id, as its client chose it. */
  id: string;
  feed(): Feed;
  /** Called once, however it ends. */
  onEnd(errors?: FeedEnd['errors']): void;
}

const head = Buffer.from('{"type":"next","payload":');
const over = { done: true, value: undefined } as const;

/**
 * A shared operation on one socket. Results are written down already and go straight to the socket; what graphql-ws
 * iterates over yields nothing and says only when the operation is over.
 */
export function socketOperation({ stream, id, feed, onEnd }: SocketOperation): AsyncIterableIterator<never, undefined> {
  const tail = Buffer.from(`,"id":${JSON.stringify(id)}}`);
  let joined: Feed | undefined;
  let taken = 0;
  let settle: { resolve(result: IteratorResult<never, undefined>): void; reject(error: unknown): void } | undefined;

  const news = () => {
    if (!settle || !joined || !stream.ready(news)) return;
    if (taken < joined.count) {
      taken = joined.count;
      stream.write(head, joined.newest, tail);
    }
    if (joined.end) finish(joined.end);
  };
  const finish = ({ error, errors }: FeedEnd) => {
    const waiting = settle;
    settle = undefined;
    onEnd(errors);
    if (error) waiting?.reject(error);
    else waiting?.resolve(over);
  };

  return {
    /** Called by graphql-ws when the operation may begin, and then not again before it is over. */
    next: () =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        joined = feed();
        joined.join(news);
      }),
    async return() {
      joined?.leave(news);
      stream.forget(news);
      if (settle) finish({ error: null, errors: [] });
      return over;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
