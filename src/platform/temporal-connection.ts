import {
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from '@temporalio/client';
import { AsyncLocalStorage } from 'node:async_hooks';

/** Longer is no use: a call has given up by then. It is also how long closing may have to wait. */
const longestRetryMs = 2000;
/** Set while a call is made that is told of its refusal instead of being repeated. */
const single = new AsyncLocalStorage<true>();

/**
 * A connection made when first used, that can be closed at any moment. The client's own retries run from timers that it
 * does not end when it is closed, and on a closed connection they throw where nobody can catch it: the process dies.
 */
export function openConnection(options: Omit<ConnectionOptions, 'interceptors'>) {
  const { delayFunction, retryableDecider } = defaultGrpcRetryOptions();
  const pending = new Set<Promise<void>>();
  let closing = false;
  const retries = makeGrpcRetryInterceptor({
    retryableDecider: (attempt, status) => !closing && retryableDecider(attempt, status),
    delayFunction(attempt, status) {
      const ms = Math.ceil(Math.min(delayFunction(attempt, status), longestRetryMs));
      const retried: Promise<void> = afterTimer(ms).finally(() => pending.delete(retried));
      pending.add(retried);
      return ms;
    },
  });
  const noRetries = makeGrpcRetryInterceptor({ retryableDecider: () => false, delayFunction: () => 0 });
  const connection = Connection.lazy({
    ...options,
    interceptors: [(call, next) => (single.getStore() ? noRetries : retries)(call, next)],
  });
  return {
    connection,
    /** Runs a call once: the client would repeat a refusal for want of resources silently, and late. */
    withoutRetries: <T>(run: () => Promise<T>) => single.run(true, run),
    async close() {
      closing = true;
      await Promise.all(pending);
      await connection.close();
    },
  };
}

/**
 * Resolves right after a timer that the caller is about to set: of timers that are as long as each other, Node runs the
 * one first that was set first.
 */
const afterTimer = (ms: number) => new Promise<void>((resolve) => queueMicrotask(() => void setTimeout(resolve, ms)));
