import { Client, type buildConnector } from 'undici';
import { DomainError, UrlAnswerRefusedError, UrlUnreachableError } from '../../errors.ts';

/** An answer that is no redirect. */
interface OutboundAnswer {
  status: number;
  /** As the server says it; null when it says nothing. */
  contentType: string | null;
  /** Can be read once, inside the reader. Throws when it is too large, too late or incomplete. */
  body: AsyncIterable<Uint8Array>;
}
export type Reader<T> = (answer: OutboundAnswer) => T | Promise<T>;

interface ExchangeOptions {
  connect: buildConnector.connector;
  maxBytes: number;
  signal: AbortSignal;
}

const redirecting = new Set([301, 302, 303, 307, 308]);
/** All that is ever sent. What is compressed may grow without end, so nothing compressed is asked for or taken. */
const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Tempograph' };

/** One request over a connection of its own; gives what `read` makes of the answer, or where it redirects to. */
export async function exchange<T>(
  url: URL,
  read: Reader<T>,
  { connect, maxBytes, signal }: ExchangeOptions,
): Promise<{ value: T } | { location: string }> {
  signal.throwIfAborted();
  // The time limit is that of the whole fetch.
  const client = new Client(url.origin, { connect, headersTimeout: 0, bodyTimeout: 0 });
  const told = (error: unknown) => (signal.aborted ? signal.reason : toDomainError(error)) as unknown;
  // Undici's own signal waits for a connection that is being made.
  const stop = () => void client.destroy();
  signal.addEventListener('abort', stop);

  async function* limited(body: AsyncIterable<Uint8Array>) {
    let bytes = 0;
    try {
      for await (const chunk of body) {
        bytes += chunk.length;
        if (bytes > maxBytes) throw tooLarge(maxBytes);
        yield chunk;
      }
    } catch (error) {
      throw told(error);
    }
  }

  try {
    const request = { path: url.pathname + url.search, method: 'GET', headers } as const;
    const {
      statusCode,
      headers: answered,
      body,
    } = await client.request(request).catch((error: unknown) => {
      throw told(error);
    });
    const header = (name: string) => answered[name]?.toString();
    const location = header('location');
    if (redirecting.has(statusCode) && location !== undefined) return { location };
    if (!/^(identity)?$/i.test(header('content-encoding') ?? '')) throw new UrlAnswerRefusedError('It is compressed.');
    if (Number(header('content-length')) > maxBytes) throw tooLarge(maxBytes);
    return {
      value: await read({ status: statusCode, contentType: header('content-type') ?? null, body: limited(body) }),
    };
  } finally {
    signal.removeEventListener('abort', stop);
    await client.destroy();
  }
}

const tooLarge = (maxBytes: number) => new UrlAnswerRefusedError(`It has more than ${maxBytes} bytes.`);

/** What the network says names addresses and ports, so a client is not told. */
const toDomainError = (error: unknown) => (error instanceof DomainError ? error : new UrlUnreachableError(error));
