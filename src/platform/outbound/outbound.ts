import { UrlAnswerRefusedError, UrlUnreachableError } from '../../errors.ts';
import { toAllowedUrl } from './allowed-url.ts';
import { exchange, type Reader } from './exchange.ts';
import { createPublicConnect, internet, type Network } from './public-connect.ts';

/** What a fetch may take. */
export interface OutboundLimits {
  /** Of the body. */
  maxBytes: number;
  /** From the first lookup to the end of the body, redirects included. */
  timeoutMs: number;
  signal?: AbortSignal;
}

const mostRedirects = 5;

/** Fetches from the public internet and from nowhere else; tests hand in a network of their own. */
export function createOutbound(network: Network = internet) {
  const connect = createPublicConnect(network);

  async function follow<T>(first: URL, read: Reader<T>, limits: { maxBytes: number; signal: AbortSignal }): Promise<T> {
    let url = first;
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const outcome = await exchange(url, read, { ...limits, connect });
      if ('value' in outcome) return outcome.value;
      url = toAllowedUrl(outcome.location, url);
    }
    throw new UrlAnswerRefusedError(`It redirects more than ${mostRedirects} times.`);
  }

  return {
    /**
     * Gets a URL and gives what `read` makes of the answer, whatever its status; the connection ends with `read`.
     * Throws UrlNotAllowedError, UrlUnreachableError, UrlAnswerRefusedError, or the reason of the signal.
     */
    async get<T>(url: string, { maxBytes, timeoutMs, signal }: OutboundLimits, read: Reader<T>): Promise<T> {
      signal?.throwIfAborted();
      const end = new AbortController();
      const stop = () => end.abort(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
      const timer = setTimeout(() => end.abort(new UrlUnreachableError()), timeoutMs);
      try {
        return await follow(toAllowedUrl(url), read, { maxBytes, signal: end.signal });
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
      }
    },
  };
}
