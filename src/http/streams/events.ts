import { isAsyncIterable } from 'graphql-yoga';
import { getOperationAST, GraphQLError, OperationTypeNode, type ExecutionResult } from 'graphql';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../../services/access/caller.ts';
import type { StreamPlaces } from './stream-places.ts';
import { createEventStream, type EventStream } from './event-stream.ts';
import type { Feed, FeedEnd, Upstream } from './feed.ts';
import { followFeed } from './follow-feed.ts';
import type { Hub } from './hub.ts';
import type { MaskError } from '../operations/mask-error.ts';
import type { BeginOperation } from '../operations/operation-log.ts';
import { prepare } from './prepare.ts';
import { readOperation } from '../operations/read-operation.ts';
import { refuse } from '../refuse.ts';
import { serialise } from './serialise.ts';
import type { Streams } from './streams.ts';
import type { Graphql } from '../operations/yoga.ts';

interface EventsOptions {
  graphql: Graphql;
  hub: Hub;
  streams: Streams;
  places: StreamPlaces;
  maskError: MaskError;
  begin: BeginOperation;
}

/**
 * Subscriptions over server-sent events, through the same plugins as everything else. Answers a request for one and
 * returns true; everything else, also a request with something wrong in it, is left to Yoga.
 */
export function createEvents({ graphql, hub, streams, places, maskError, begin }: EventsOptions) {
  const operationOf = (request: IncomingMessage, caller: Caller, requestId: string) => {
    const params = readOperation(request);
    if (!params) return null;
    try {
      const operation = prepare(graphql, params, caller, requestId);
      const { document, operationName } = operation.args;
      const isSubscription = getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
      return isSubscription && operation.errors.length === 0 ? operation : null;
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error; // the parser's: Yoga says what it is
      return null;
    }
  };

  return async (
    request: IncomingMessage,
    response: ServerResponse,
    caller: Caller,
    requestId: string,
  ): Promise<boolean> => {
    const operation = operationOf(request, caller, requestId);
    if (!operation) return false;
    if (response.destroyed) return true; // its client left while it was looked up: nothing would ever end the stream
    if (streams.full()) return unserved(response, 'No more streams are served here now: try again.');
    // Behind a response that may never end, its own would not begin, and nobody would be told when the client leaves.
    if (!response.socket) return unserved(response, 'This connection has an answer under way: ask on another one.');
    const leaveAddress = places.takeOfAddress(request);
    if (!leaveAddress) return tooMany(response, places.refusals.address);
    response.once('close', leaveAddress);
    const leaveKey = places.takeOfKey(caller);
    if (!leaveKey) return tooMany(response, places.refusals.key);
    response.once('close', leaveKey);
    const { args, key, subscribe, contextFactory } = operation;
    const stream = createEventStream(response, caller);
    streams.add(stream);
    if (key !== null) follow(stream, hub.feed(key), streams.skipped, begin({ ...args, requestId }));
    else {
      const open = async () => subscribe({ ...args, contextValue: await contextFactory() });
      await pass(stream, open, maskError);
    }
    return true;
  };
}

const soon = { 'retry-after': '1' };

function tooMany(response: ServerResponse, message: string): true {
  refuse(response, 429, 'TOO_MANY_STREAMS', message, soon);
  return true;
}

function unserved(response: ServerResponse, message: string): true {
  refuse(response, 503, 'SERVICE_UNAVAILABLE', message, soon);
  return true;
}

/** A shared operation: the newest result whenever the client can take one, and then the end. */
function follow(
  stream: EventStream,
  feed: Feed,
  skipped: Streams['skipped'],
  onEnd: (errors?: FeedEnd['errors']) => void,
) {
  const leave = followFeed(feed, {
    ...stream,
    skipped,
    end({ error, errors }) {
      if (error) stream.next(serialise({ errors: [error] }));
      onEnd(errors);
      stream.complete();
    },
  });
  stream.output.once('close', () => leave() && onEnd([]));
}

/** An operation of its own: every result, asked for only when the client has taken the one before. */
async function pass(stream: EventStream, open: () => Promise<Upstream>, maskError: MaskError) {
  const { output } = stream;
  try {
    const upstream = await open();
    if (!isAsyncIterable(upstream)) stream.next(serialise(upstream));
    else {
      const iterator: AsyncIterator<ExecutionResult> = upstream[Symbol.asyncIterator]();
      const leave = () => void iterator.return?.().catch((error: unknown) => maskError(error));
      if (output.destroyed)
        leave(); // while it was being opened
      else output.once('close', leave);
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        stream.next(serialise(next.value));
        await new Promise<void>((resolve) => stream.ready(resolve) && resolve());
      }
    }
  } catch (error) {
    stream.next(serialise({ errors: [maskError(error)] }));
  }
  stream.complete();
}
