import { DomainError } from '../../errors.ts';
import type { OutboundLimits } from '../outbound/outbound.ts';
import type { Reader } from '../outbound/exchange.ts';
import { AiError } from './ai-error.ts';

const limits = { maxBytes: 100_000_000, timeoutMs: 60_000 };

type Get = <T>(url: string, limits: OutboundLimits, read: Reader<T>) => Promise<T>;

/** Loaded with the first link there is: most workers never meet one, and do without 10 MB. */
const fromInternet: Get = async (...asked) => (await import('../outbound/outbound.ts')).createOutbound().get(...asked);

interface Linked {
  /** Of the server that gave the link, as the deployment names it. */
  baseUrl: string;
  signal?: AbortSignal | undefined;
  get?: Get;
}

/**
 * A picture that an answer links to instead of having it. A server may be lied to, or lie: besides itself, which the deployment has
 * named, it may lead to the public internet only. The call was answered and is charged, so what goes wrong is a lost call.
 */
export async function fetchLinked(link: string, { baseUrl, signal, get = fromInternet }: Linked) {
  const inline = /^data:image\/[\w.+-]+;base64,/.exec(link);
  if (inline) return Buffer.from(link.slice(inline[0].length), 'base64');
  try {
    const isOwn = URL.canParse(link) && new URL(link).origin === new URL(baseUrl).origin;
    return isOwn ? await fetchOwn(link, signal) : await get(link, { ...limits, ...(signal && { signal }) }, readAll);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const why = error instanceof DomainError ? error.message : 'it could not be fetched.';
    const message = `${new URL(baseUrl).host} answered with a link to the picture instead of it, and ${why}`;
    throw new AiError('PROVIDER_BUSY', message, { retry: true, lost: true }, { cause: error });
  }
}

async function fetchOwn(link: string, signal: AbortSignal | undefined): Promise<Buffer> {
  const late = AbortSignal.timeout(limits.timeoutMs);
  const answer = await fetch(link, { redirect: 'error', signal: signal ? AbortSignal.any([signal, late]) : late });
  if (!answer.body) throw new Error('There is nothing behind the link.');
  return readAll({ status: answer.status, body: answer.body as AsyncIterable<Uint8Array> });
}

async function readAll({ status, body }: { status: number; body: AsyncIterable<Uint8Array> }): Promise<Buffer> {
  if (status !== 200) throw new Error(`The link answers ${status}.`);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > limits.maxBytes) throw new Error('The picture is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
