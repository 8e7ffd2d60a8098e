import type { IncomingHttpHeaders } from 'node:http';
import { Client } from 'undici';
import { reasonOf } from '../reason-of.ts';

export interface MetaRequest {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string | Buffer;
  /** From the first lookup to the end of the answer. */
  deadlineMs: number;
  signal?: AbortSignal;
}
export interface MetaAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const mostBytes = 4_000_000;
const connectMs = 10_000;

/** No answer, or not all of one. */
export class NoAnswerError extends Error {
  constructor(
    message: string,
    /** False: not even the connection came about, so nothing can have been done. */
    readonly sent: boolean,
  ) {
    super(message);
  }
}

/**
 * One request, over a connection of its own: nothing is ever sent twice, neither on a connection that was half closed nor
 * to where an answer redirects. Throws NoAnswerError only.
 */
export async function exchange(url: URL, request: MetaRequest): Promise<MetaAnswer> {
  const { method, headers, body, deadlineMs, signal } = request;
  const client = new Client(url.origin, { connect: { timeout: connectMs }, headersTimeout: 0, bodyTimeout: 0 });
  let sent = false;
  client.once('connect', () => (sent = true));
  let late = false;
  const end = () => void client.destroy();
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  const timer = setTimeout(() => {
    late = true;
    end();
  }, deadlineMs);
  try {
    const answer = await client.request({ path: url.pathname + url.search, method, headers, body: body ?? null });
    return { status: answer.statusCode, headers: answer.headers, text: await textOf(answer.body) };
  } catch (error) {
    const ended = signal?.aborted ? 'it was ended' : reasonOf(error);
    throw new NoAnswerError(late ? `nothing came within ${deadlineMs / 1000} s` : ended, sent);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    await client.destroy();
  }
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > mostBytes) throw new Error(`the answer has more than ${mostBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
