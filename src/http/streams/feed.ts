import { isAsyncIterable } from 'graphql-yoga';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { MaskError } from '../operations/mask-error.ts';
import { serialise } from './serialise.ts';

/** Called when there is something new in a feed, a newer result or its end. It may be taken now or later. */
type Subscriber = () => void;

/** One execution, for everyone who asked for the same. */
export interface Feed {
  /** The newest result as JSON, and how often it has changed: a subscriber needs to keep no more than the last number it took. */
  readonly newest: Buffer;
  readonly count: number;
  /** Set once nothing follows `newest`. */
  readonly end: FeedEnd | null;
  /** Tells the subscriber of everything from now on, and of what is there already before it returns. */
  join(subscriber: Subscriber): void;
  leave(subscriber: Subscriber): void;
}

export interface FeedEnd {
  /** What it broke off with, if it did. */
  error: GraphQLError | null;
  /** For the log: that, or what was wrong from the start. */
  errors: readonly GraphQLError[];
}

export type Upstream = ExecutionResult | AsyncIterable<ExecutionResult>;

/**
 * Executes once for all its subscribers and writes each result down once. The newest result stays, which makes it the
 * mailbox of every subscriber: who is slow, or comes late, finds the newest and then the end, whatever was in between.
 * `onIdle` is called when nobody can join any more: the last has left, or everything has been said.
 */
export function createFeed(open: () => Promise<Upstream>, maskError: MaskError, onIdle: () => void): Feed {
  const subscribers = new Set<Subscriber>();
  let iterator: AsyncIterator<ExecutionResult> | undefined;
  let newest: Buffer = Buffer.alloc(0);
  let count = 0;
  let end: FeedEnd | null = null;
  let abandoned = false;

  const tell = () => {
    for (const subscriber of subscribers) subscriber();
  };
  const put = (result: ExecutionResult) => {
    const written = serialise(result);
    if (count > 0 && written.equals(newest)) return; // what has changed is nothing that was asked for
    newest = written;
    count++;
    tell();
  };
  const finish = (error: GraphQLError | null, errors: FeedEnd['errors']) => {
    if (abandoned) return;
    end = { error, errors };
    onIdle();
    tell();
    subscribers.clear();
  };
  /** Resolves to what was wrong from the start, if something was. */
  const follow = async (): Promise<FeedEnd['errors']> => {
    const upstream = await open();
    if (!isAsyncIterable(upstream)) {
      put(upstream);
      return upstream.errors ?? [];
    }
    iterator = upstream[Symbol.asyncIterator]();
    try {
      if (abandoned) return []; // everyone left while it was being opened
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) put(next.value);
      return [];
    } finally {
      await iterator.return?.(); // whatever feeds it must not go on after a result that cannot be written down
    }
  };
  follow().then(
    (errors) => finish(null, errors),
    (thrown: unknown) => {
      const error = maskError(thrown);
      finish(error, [error]);
    },
  );

  return {
    get newest() {
      return newest;
    },
    get count() {
      return count;
    },
    get end() {
      return end;
    },
    join(subscriber) {
      subscribers.add(subscriber);
      if (count > 0) subscriber();
    },
    leave(subscriber) {
      if (!subscribers.delete(subscriber) || subscribers.size > 0 || end || abandoned) return;
      abandoned = true;
      onIdle();
      iterator?.return?.().catch((error: unknown) => void maskError(error)); // which writes it to the log
    },
  };
}
