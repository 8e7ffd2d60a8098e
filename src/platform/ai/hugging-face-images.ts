import type { Settings } from '../env.ts';
import { AiError } from './ai-error.ts';
import type { ImageRequest } from './image-request.ts';
import type { MakeImage } from './images.ts';
import { fetchLinked } from './linked-image.ts';
import { mediaTypeOf } from './media-type.ts';
import { noKey, providerError, type Provider } from './provider-error.ts';
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
      const answer = await textToImage(
        {
          accessToken: apiKey,
          model,
          // An address of our own making: with a model alone the client asks the hub where to go, and goes there.
          endpointUrl: `${baseUrl}/models/${model}`,
          inputs: prompt,
          parameters: parametersOf(request),
        },
        {
          // Of any other kind of answer the client follows the links that are in it.
          outputType: 'json',
          retry_on_error: false, // Temporal repeats, and counts what it costs
          fetch: noting(seen),
          ...(signal && { signal }),
        },
      );
      const bytes = await pictureIn(answer, { baseUrl, signal });
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

/** Nothing leads anywhere else than the deployment has said, and errors of the client have no headers. */
const noting =
  (seen: { headers?: Headers }): typeof fetch =>
  async (url, init) => {
    const answer = await fetch(url, { ...init, redirect: 'error' });
    seen.headers = answer.headers;
    return answer;
  };

/** The forms that answers have: bytes, which the client makes a link with all of them in it, and those of some servers. */
async function pictureIn(answer: unknown, from: { baseUrl: string; signal: AbortSignal | undefined }): Promise<Buffer> {
  const { output, data } = answer as { output?: unknown; data?: readonly { b64_json?: unknown }[] };
  const inline = Array.isArray(data) ? (data as readonly { b64_json?: unknown }[])[0]?.b64_json : undefined;
  if (typeof inline === 'string') return Buffer.from(inline, 'base64');
  const link: unknown = Array.isArray(output) ? output[0] : output;
  if (typeof link === 'string') {
    // Whatever the type says: what is no picture is told when it is looked at.
    const comma = link.startsWith('data:') ? link.indexOf(';base64,') : -1;
    return comma > 0 ? Buffer.from(link.slice(comma + ';base64,'.length), 'base64') : fetchLinked(link, from);
  }
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
