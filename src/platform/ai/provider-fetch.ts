import { AiError } from './ai-error.ts';

/** Unpacked: a picture of 100 MB as base64 fits. */
const mostBytes = 140_000_000;

/**
 * How providers are asked. Nothing leads anywhere else than the deployment has said, so no redirect is followed, and no answer is larger than
 * a process bears that reads several.
 */
export const createProviderFetch =
  (most = mostBytes): typeof fetch =>
  async (url, init) => {
    const answer = await fetch(url, { ...init, redirect: 'manual' });
    const { status, statusText, headers, body } = answer;
    const { host } = new URL(url instanceof Request ? url.url : url);
    if (status >= 300 && status < 400) {
      await body?.cancel();
      const message = `${host} redirects (${status}), which is not followed: the variable with its address has to name where it leads.`;
      throw new AiError('REQUEST_REFUSED', message, { retry: false });
    }
    return body ? new Response(body.pipeThrough(upTo(most, host)), { status, statusText, headers }) : answer;
  };

function upTo(most: number, host: string): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return new TransformStream({
    transform(part, out) {
      bytes += part.length;
      if (bytes <= most) return out.enqueue(part);
      const message = `${host} was asked, and its answer has more than ${most} bytes.`;
      throw new AiError('ANSWER_INVALID', message, { retry: false, lost: true });
    },
  });
}
