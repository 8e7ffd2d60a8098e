import type { IncomingMessage } from 'node:http';

/** Thrown for a body over the limit; answered with 413. */
export class BodyTooLargeError extends Error {}

/**
 * Reads a request's body up to a limit. GraphQL Yoga's own limit costs it half its throughput, so it is off and the
 * body is read here, where Yoga's adapter looks for it.
 */
export async function readBody(request: IncomingMessage & { body?: Buffer }, maxBytes: number): Promise<void> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new BodyTooLargeError();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new BodyTooLargeError(); // a chunked body says no length
    chunks.push(chunk);
  }
  request.body = Buffer.concat(chunks, bytes);
}
