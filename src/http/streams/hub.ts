import { createFeed, type Feed } from './feed.ts';
import type { MaskError } from '../operations/mask-error.ts';
import { callerOfScope } from './scope.ts';
import { readSharedKey } from './shared-key.ts';
import type { Graphql } from '../operations/yoga.ts';

export type Hub = ReturnType<typeof createHub>;

/** Executes each shared subscription once, however many ask for it over whatever transport. */
export function createHub(graphql: Graphql, maskError: MaskError) {
  const feeds = new Map<string, Feed>();

  /** From the key alone: nothing of the client that happens to come first is within reach. */
  const open = async (key: string) => {
    const { params, scope } = readSharedKey(key);
    const { schema, parse, subscribe, contextFactory } = graphql.getEnveloped({
      params,
      caller: callerOfScope(scope),
      shared: true,
    });
    return subscribe({
      schema,
      document: parse(params.query),
      operationName: params.operationName,
      variableValues: params.variables,
      contextValue: await contextFactory(),
    });
  };

  return {
    /** The feed behind a key, of an operation that has been validated. Whoever takes it joins it at once. */
    feed(key: string): Feed {
      const running = feeds.get(key);
      if (running) return running;
      const feed = createFeed(
        () => open(key),
        maskError,
        () => feeds.get(key) === feed && feeds.delete(key),
      );
      feeds.set(key, feed);
      return feed;
    },
    /** Executions under way. */
    size: () => feeds.size,
  };
}
