import type { Feed, FeedEnd } from './feed.ts';
import { followFeed } from './follow-feed.ts';
import type { SocketStream } from './socket-stream.ts';

interface SocketOperation {
  stream: SocketStream;
  /** The operation's id, as its client chose it. */
  id: string;
  feed(): Feed;
  /** It is too slow for so many results. */
  onSkipped(count: number): void;
  /** Called once, however it ends. */
  onEnd(errors?: FeedEnd['errors']): void;
}

const head = Buffer.from('{"type":"next","payload":');
const over = { done: true, value: undefined } as const;

/**
 * A shared operation on one socket. Results are written down already and go straight to the socket; what graphql-ws
 * iterates over yields nothing and says only when the operation is over.
 */
export function socketOperation({
  stream,
  id,
  feed,
  onSkipped,
  onEnd,
}: SocketOperation): AsyncIterableIterator<never, undefined> {
  const tail = Buffer.from(`,"id":${JSON.stringify(id)}}`);
  let leave: (() => boolean) | undefined;
  let settle: (() => void) | undefined;

  return {
    /** Called by graphql-ws when the operation may begin, and then not again before it is over. */
    next: () =>
      new Promise((resolve, reject) => {
        settle = () => resolve(over);
        leave = followFeed(feed(), {
          ready: stream.ready,
          skipped: onSkipped,
          next: (result) => stream.write(head, result, tail),
          end({ error, errors }) {
            onEnd(errors);
            if (error) reject(error);
            else resolve(over);
          },
        });
      }),
    async return() {
      if (leave?.()) onEnd([]);
      settle?.();
      return over;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
