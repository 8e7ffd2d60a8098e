import { defaults } from '../../platform/ai/default-models.ts';
import type { Usage } from '../../platform/ai/usage.ts';
import { startFakeServer, type FakeApi, type FakeOptions } from '../fake-server/start.ts';
import { hasKey } from './has-key.ts';
import { checkImages, sizeOf } from './openai-check.ts';
import { answerEmbeddings, readEmbeddingsRequest, type EmbeddingsRequest } from './openai-embeddings.ts';
import { answerModeration, readModerationRequest, type ModerationRequest } from './openai-moderation.ts';
import { paint, type ImageFormat, type Picture } from './openai-images.ts';
import { readImageForm, readImageRequest, type ImageRequest } from './openai-request.ts';
import { usageOf } from './openai-usage.ts';
import { Refusal } from '../fake-server/refusal.ts';
import type { FakeProvider, Step } from '../fake-server/script.ts';
import type { Reply } from '../fake-server/write-reply.ts';

/** Of the images API, or what `embeddings` or `moderated` holds. */
type OpenaiRequest = ImageRequest & { embeddings?: EmbeddingsRequest; moderated?: ModerationRequest };

/** What the next answers are, besides how they are treated. */
interface OpenaiStep extends Step<OpenaiRequest> {
  /** The bytes of the picture, instead of one that is painted. */
  image?: Buffer;
  /** The first vectors, instead of those of the letters. */
  vectors?: readonly number[][];
  /** What moderation finds, in OpenAI's words; without a step it finds nothing. */
  flagged?: readonly string[];
  /** Instead of what is counted. */
  usage?: Partial<Pick<Usage, 'input' | 'output' | 'imageInput' | 'imageOutput'>>;
}

export type FakeOpenai = FakeProvider<OpenaiRequest, OpenaiStep>;

/** What OpenAI itself says with a status. */
const usual: Record<number, [type: string, code: string | null, message: string]> = {
  400: ['invalid_request_error', 'invalid_value', 'Invalid request.'],
  401: ['invalid_request_error', 'invalid_api_key', 'Incorrect API key provided.'],
  403: ['invalid_request_error', null, 'Your organization must be verified to use this model.'],
  404: ['invalid_request_error', null, 'Invalid URL'],
  429: ['requests', 'rate_limit_exceeded', 'Rate limit reached.'],
  500: ['server_error', null, 'The server had an error while processing your request.'],
  503: ['server_error', null, 'The engine is currently overloaded, please try again later.'],
};
const moderation = ['image_generation_user_error', 'Your request was rejected by the safety system.'] as const;
const paths = ['/v1/images/generations', '/v1/images/edits', '/v1/embeddings', '/v1/moderations'];

/** OpenAI's images API, in JSON and as a stream, its embeddings and its moderation, without a model. */
export function startFakeOpenai(options: FakeOptions = {}): Promise<FakeOpenai> {
  const api: FakeApi<OpenaiRequest, OpenaiStep> = {
    basePath: '/v1',
    maxBodyBytes: 512 * 1024 * 1024,
    requestHeader: 'x-request-id',
    async read({ path, method, headers, bytes }) {
      if (!paths.includes(path) || method !== 'POST') throw new Refusal(404, `Invalid URL (${method} ${path})`);
      if (!hasKey(headers)) throw new Refusal(401, "You didn't provide an API key.", { code: 'missing_api_key' });
      if (path === '/v1/embeddings') return { image: [], unknown: [], embeddings: readEmbeddingsRequest(bytes) };
      if (path === '/v1/moderations') return { image: [], unknown: [], moderated: readModerationRequest(bytes) };
      const form = headers['content-type']?.startsWith('multipart/form-data');
      const request = form ? await readImageForm(bytes, headers) : readImageRequest(bytes);
      await checkImages(request, path.endsWith('/edits'));
      return request;
    },
    tell({ path, headers }) {
      if (path !== '/v1/models') throw new Refusal(404, `Invalid URL (GET ${path})`);
      if (!hasKey(headers)) throw new Refusal(401, "You didn't provide an API key.", { code: 'missing_api_key' });
      return { object: 'list', data: [{ id: defaults.image, object: 'model', created: 0, owned_by: 'fake' }] };
    },
    async answer(request, step) {
      const { embeddings, moderated } = request;
      if (embeddings) return answerEmbeddings(embeddings, step?.vectors);
      return moderated ? answerModeration(moderated, step?.flagged) : answer(request, step);
    },
    errorBody(status, error) {
      const [type, code, message] = usual[status] ?? usual[status < 500 ? 400 : 500]!;
      const [blockedType, blockedMessage] = error.code === 'moderation_blocked' ? moderation : [type, message];
      return {
        error: {
          message: error.message ?? blockedMessage,
          type: error.type ?? blockedType,
          param: null,
          code: error.code ?? code,
        },
      };
    },
  };
  return startFakeServer(api, options);
}

async function answer(request: ImageRequest, step: OpenaiStep | null): Promise<{ usage: Usage; reply: Reply }> {
  const { prompt = '', image, mask, n = 1, stream = false, partial_images: partials = 0 } = request;
  const sources = await Promise.all([...image, ...(mask ? [mask] : [])].map(sizeOf));
  const { width, height } = sizeFor(request.size, sources[0]);
  const quality = !request.quality || request.quality === 'auto' ? 'high' : request.quality;
  const format = (request.output_format ?? 'png') as ImageFormat;
  const counted = usageOf({ prompt, width, height, quality, images: n, partials, sources });
  const usage = { ...counted, ...step?.usage };
  const picture: Picture = { width, height, format, prompt, ...(image[0] && { source: image[0] }) };
  const b64_json = (step?.image ?? (await paint(picture))).toString('base64');
  const created = Math.floor(Date.now() / 1000);
  const about = { background: 'opaque', output_format: format, quality, size: `${width}x${height}` };
  if (!stream) {
    const data = Array.from({ length: n }, () => ({ b64_json }));
    return { usage, reply: { json: { created, ...about, data, usage: wireUsage(usage) } } };
  }
  const kind = image.length > 0 ? 'image_edit' : 'image_generation';
  const event = (type: string, rest: object) => ({
    event: type,
    data: { type, created_at: created, ...about, ...rest },
  });
  const drafts = Array.from({ length: partials }, async (_, index) => {
    const draft = await paint(picture, 8 * (partials - index));
    return event(`${kind}.partial_image`, { partial_image_index: index, b64_json: draft.toString('base64') });
  });
  const done = event(`${kind}.completed`, { b64_json, usage: wireUsage(usage) });
  return { usage, reply: { events: [...(await Promise.all(drafts)), done] } };
}

function sizeFor(size: string | undefined, first: { width: number; height: number } | undefined) {
  const [width, height] = (size ?? 'auto').split('x').map(Number);
  if (width && height) return { width, height };
  const ratio = first ? first.width / first.height : 1;
  if (ratio > 1.2) return { width: 1536, height: 1024 };
  return ratio < 0.84 ? { width: 1024, height: 1536 } : { width: 1024, height: 1024 };
}

const wireUsage = ({ input, output, imageInput, imageOutput }: Usage) => ({
  input_tokens: input + imageInput,
  input_tokens_details: { text_tokens: input, image_tokens: imageInput },
  output_tokens: output + imageOutput,
  output_tokens_details: { text_tokens: output, image_tokens: imageOutput },
  total_tokens: input + imageInput + output + imageOutput,
});
