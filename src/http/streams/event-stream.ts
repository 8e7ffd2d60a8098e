import type { ServerResponse } from 'node:http';
import type { Caller } from '../../services/access/caller.ts';
import type { Stream } from './streams.ts';

/** An SSE response that is written to only as fast as its client reads. */
export interface EventStream extends Stream {
  /** Whether the client has taken what it was sent; if not, `waiter` is called once it has, or has gone. */
  ready(waiter: () => void): boolean;
  next(result: Buffer): void;
  /** The last event: after it, the client does not ask again. */
  complete(): void;
}

/** Intermediaries like to collect events before they pass them on; nginx has a header of its own against that. */
const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

const nextEvent = Buffer.from('event: next\ndata: ');
const endOfEvent = Buffer.from('\n\n');
const comment = Buffer.from(':\n\n');

/** Begins an answer of server-sent events ("GraphQL over SSE", distinct connections mode). */
export function createEventStream(response: ServerResponse, caller: Caller): EventStream {
  let waiting: (() => void) | null = null;
  const release = () => {
    const waiter = waiting;
    waiting = null;
    waiter?.();
  };
  const write = (bytes: Buffer) => void (response.writable && response.write(bytes));
  const ping = () => write(comment);

  response.writeHead(200, headers);
  response.once('close', release);
  ping(); // some browsers hand out no response before its first byte

  return {
    output: response,
    caller,
    socket: response.req.socket,
    ready(waiter) {
      if (response.writableNeedDrain) waiting = waiter;
      return !response.writableNeedDrain;
    },
    next: (result) => write(Buffer.concat([nextEvent, result, endOfEvent])),
    complete: () => void response.end('event: complete\ndata:\n\n'),
    drained: release,
    ping,
    tooSlow: () => void response.destroy(),
    forbidden: () => void response.end(),
    goAway: () => void response.end(), // without `complete`: the client asks again
  };
}
