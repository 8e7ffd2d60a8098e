import type { Settings } from '../env.ts';
import { AiError } from './ai-error.ts';
import type { ImageRequest, MakeImage } from './image-request.ts';
import { fetchLinked } from './linked-image.ts';
import { mediaTypeOf } from './media-type.ts';
import { noKey, providerError, type Provider } from './provider-error.ts';
import { createProviderFetch } from './provider-fetch.ts';
import { noUsage } from './usage.ts';

/** Hugging Face's inference API, or an endpoint of one's own there: pictures of words. */
export function createHuggingFaceImages({ apiKey, baseUrl }: Settings['ai']['huggingFace']): MakeImage {
  const provider: Provider = { name: 'Hugging Face', variable: 'HF_TOKEN', key: apiKey };
  return async (request, edit, { signal }) => {
    if (!apiKey) throw noKey(provider);
    if (edit) {
      const message = 'Hugging Face is asked for pictures of words only, and not to change one.';
      throw new AiError('REQUEST_REFUSED', message, { retry: false });
    }
    const { textToImage } = await import('@huggingface/inference');
    const { prompt, model } = request;
    const seen: { headers?: Headers } = {};
    signal?.throwIfAborted();
    try {
      const picture = await textToImage(
        {
          accessToken: apiKey,
          model,
          // An address of our own making: with a model alone the client asks the hub where to go, and goes there.
          endpointUrl: `${baseUrl}/models/${model}`,
          inputs: prompt,
          parameters: parametersOf(request),
        },
        {
          outputType: 'blob',
          retry_on_error: false, // Temporal repeats, and counts what it costs
          fetch: guarded(seen, { baseUrl, signal }),
          ...(signal && { signal }),
        },
      );
      const bytes = Buffer.from(await picture.arrayBuffer());
      const requestId = seen.headers?.get('x-request-id') ?? null;
      return { bytes, mediaType: mediaTypeOf(bytes), usage: { ...noUsage, images: 1 }, model, requestId };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw providerError(inOneForm(error, seen.headers), provider);
    }
  };
}

function parametersOf({ size, seed }: ImageRequest) {
  const [width, height] = size.split('x').map(Number);
  return { width: width!, height: height!, ...(seed !== undefined && { seed }) };
}

const ask = createProviderFetch();

interface Guard {
  baseUrl: string;
  signal: AbortSignal | undefined;
}

/**
 * The client would follow links in answers by itself, so it gets to see none: answers that are no picture become one here. Its errors have no
 * headers; those are noted.
 */
const guarded =
  (seen: { headers?: Headers }, guard: Guard): typeof fetch =>
  async (url, init) => {
    const answer = await ask(url, init);
    seen.headers = answer.headers;
    if (!answer.ok || !answer.headers.get('content-type')?.startsWith('application/json')) return answer;
    const bytes = await pictureIn(await answer.json(), guard);
    return new Response(new Uint8Array(bytes), { headers: { 'content-type': 'image/*' } });
  };

/** The forms that such answers have. */
async function pictureIn(answer: unknown, guard: Guard): Promise<Buffer> {
  const { output, data } = (answer ?? {}) as { output?: unknown; data?: unknown };
  const inline: unknown = Array.isArray(data) ? (data[0] as { b64_json?: unknown } | undefined)?.b64_json : undefined;
  if (typeof inline === 'string') return Buffer.from(inline, 'base64');
  const link: unknown = Array.isArray(output) ? output[0] : output;
  if (typeof link === 'string') return fetchLinked(link, guard);
  const message = 'Hugging Face was asked, and there is no picture in its answer.';
  throw new AiError('PROVIDER_BUSY', message, { retry: true, lost: true });
}

/** What the client throws, in the form of the others'. */
function inOneForm(error: unknown, headers: Headers | undefined): unknown {
  const answer = (error as { httpResponse?: { status: number; requestId: string; body: unknown } }).httpResponse;
  if (!answer) return error;
  const { status, requestId, body } = answer;
  const { error: said } = (body ?? {}) as { error?: unknown };
  const message = typeof said === 'string' ? said : undefined;
  return { status, requestID: requestId || null, headers, error: message === undefined ? body : { message } };
}
