import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface StreamEvent {
  event: string;
  data: unknown;
}

/** An answer at once, as server-sent events, or a file. */
export type Reply = { json: unknown } | { events: readonly StreamEvent[] } | { bytes: Buffer; contentType: string };

interface WriteOptions {
  /** Stops in the middle and leaves the connection open. */
  half: boolean;
  /** Stops in the middle of what should be JSON. */
  malformed: boolean;
  /** Ends a stream in the middle. */
  error: unknown;
  eventMs: number;
  /** Nobody reads any more. */
  signal: AbortSignal;
}

/** Writes an answer, or as much of it as is wanted. */
export async function writeReply(response: ServerResponse, reply: Reply, options: WriteOptions): Promise<void> {
  const { half, malformed, error, eventMs, signal } = options;
  if ('json' in reply) {
    const text = JSON.stringify(reply.json);
    response.writeHead(200, { 'content-type': 'application/json' });
    if (half) await written(response, firstHalf(text));
    else response.end(malformed ? firstHalf(text) : text);
    return;
  }
  if ('bytes' in reply) {
    const { bytes, contentType } = reply;
    response.writeHead(200, { 'content-type': contentType });
    const first = bytes.subarray(0, bytes.length / 2);
    if (half) await written(response, first);
    else response.end(malformed ? first : bytes);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const middle = Math.floor(reply.events.length / 2);
  for (const [index, { event, data }] of reply.events.entries()) {
    if (eventMs > 0 && index > 0) await sleep(eventMs, undefined, { signal });
    const text = JSON.stringify(data);
    if (malformed && index === middle) {
      response.end(frame(event, firstHalf(text)));
      return;
    }
    if (error !== undefined && index === middle) {
      response.end(frame('error', JSON.stringify(error)));
      return;
    }
    await written(response, frame(event, text));
    if (half && index === middle) return;
  }
  response.end();
}

const firstHalf = (text: string) => text.slice(0, text.length / 2);
const frame = (event: string, data: string) => `event: ${event}\ndata: ${data}\n\n`;

const written = (response: ServerResponse, text: string | Buffer) =>
  new Promise<void>((resolve) => {
    response.write(text, () => resolve()); // also when nobody reads any more: the close says so
  });
