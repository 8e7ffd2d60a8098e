import type OpenAI from 'openai';
import type { Settings } from '../env.ts';
import { AiError } from './ai-error.ts';
import { connectOpenai } from './connect.ts';
import { editFiles } from './edit-files.ts';
import { partials } from './image-bound.ts';
import type { CallOptions, EditRequest, ImageAnswer, ImageRequest, MakeImage } from './image-request.ts';
import { fetchLinked } from './linked-image.ts';
import { mediaTypeOf } from './media-type.ts';
import { readAnswer, readLastEvent, type Made } from './openai-image-answer.ts';
import { noKey, providerError, type Provider } from './provider-error.ts';
import type { Usage } from './usage.ts';

type ImagesApi = OpenAI['images'];
type Asked = ImageRequest & { model: string };

/** The most that a call can take. */
type Bound = (request: ImageRequest | EditRequest) => Usage;
type Answered = Made & { requestId: string | null };

export function createOpenaiImages(openai: Settings['ai']['openai'], bound: Bound): MakeImage {
  const provider: Provider = { name: 'OpenAI', variable: 'OPENAI_API_KEY', key: openai.apiKey };
  let connected: Promise<OpenAI> | undefined;
  return async (request, edit, options) => {
    if (!provider.key) throw noKey(provider);
    const made = await asked(provider, edit, options, async (files) => {
      const { images } = await (connected ??= connectOpenai(openai));
      return askOpenai(images, request, files, options);
    });
    if (!made.image) throw unfinished(provider, made, options);
    return answerOf(Buffer.from(made.image, 'base64'), made, bound(edit ?? request), request);
  };
}

/** The same of servers that speak as OpenAI does. They know less: neither drafts nor formats, and often no count of tokens. */
export function createCompatibleImages(settings: Settings['ai']['compatibleImages'], bound: Bound): MakeImage {
  let connected: Promise<OpenAI> | undefined;
  return async (request, edit, options) => {
    if (!settings) {
      const message = 'There is no server that speaks as OpenAI does: set IMAGES_URL and IMAGES_MODEL.';
      throw new AiError('PROVIDER_REJECTED', message, { retry: false });
    }
    const { apiKey, baseUrl } = settings;
    const provider: Provider = { name: new URL(baseUrl).host, variable: 'IMAGES_KEY', key: apiKey };
    const { signal } = options;
    const made = await asked(provider, edit, options, async (files) => {
      // Servers of one's own may want no key; the client does.
      const { images } = await (connected ??= connectOpenai({ apiKey: apiKey ?? 'none', baseUrl }));
      return askCompatible(images, request, files, signal);
    });
    const { image, link } = made;
    const bytes = image ? Buffer.from(image, 'base64') : link && (await fetchLinked(link, { baseUrl, signal }));
    if (!bytes) throw unfinished(provider, made, options);
    return answerOf(bytes, made, bound(edit ?? request), request);
  };
}

/** Where nobody has counted it has taken the most it can. */
const answerOf = (
  bytes: Buffer,
  { usage, requestId }: Answered,
  most: Usage,
  { model }: { model: string },
): ImageAnswer => ({ bytes, mediaType: mediaTypeOf(bytes), usage: usage ?? most, model, requestId });

type Files = Awaited<ReturnType<typeof editFiles>> | null;

async function asked(
  provider: Provider,
  edit: EditRequest | null,
  { signal }: CallOptions,
  ask: (files: Files) => Promise<Answered>,
): Promise<Answered> {
  const files = edit && (await editFiles(edit));
  signal?.throwIfAborted();
  try {
    return await ask(files);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw providerError(error, provider);
  }
}

async function askOpenai(images: ImagesApi, request: Asked, files: Files, { signal, onPartial }: CallOptions) {
  const { model, prompt, size, quality, format } = request;
  // The SDK's own list of qualities is older than the models.
  const body = { model, prompt, size, quality: quality as 'auto', output_format: format };
  if (!onPartial) return askAtOnce(images, body, files, signal);
  const streamed = { ...body, stream: true as const, partial_images: partials };
  const { data, request_id: requestId } = files
    ? await images.edit({ ...streamed, ...files }, { signal }).withResponse()
    : await images.generate(streamed, { signal }).withResponse();
  return { ...(await readStream(data, onPartial)), requestId };
}

function askCompatible(images: ImagesApi, request: Asked, files: Files, signal: AbortSignal | undefined) {
  const { model, prompt, size, seed } = request;
  const body = { model, prompt, size, n: 1, response_format: 'b64_json' as const, ...(seed !== undefined && { seed }) };
  return askAtOnce(images, body, files, signal);
}

async function askAtOnce(
  images: ImagesApi,
  body: OpenAI.ImageGenerateParamsNonStreaming,
  files: Files,
  signal: AbortSignal | undefined,
): Promise<Answered> {
  const { data, request_id: requestId } = files
    ? await images.edit({ ...body, ...files } as OpenAI.ImageEditParamsNonStreaming, { signal }).withResponse()
    : await images.generate(body, { signal }).withResponse();
  return { ...readAnswer(data), requestId };
}

type ImageEvent = OpenAI.ImageGenStreamEvent | OpenAI.ImageEditStreamEvent;

async function readStream(
  events: AsyncIterable<ImageEvent>,
  onPartial: NonNullable<CallOptions['onPartial']>,
): Promise<Made> {
  for await (const event of events) {
    if ('partial_image_index' in event) onPartial(Buffer.from(event.b64_json, 'base64'), event.partial_image_index);
    else return readLastEvent(event);
  }
  return {};
}

function unfinished({ name }: Provider, { requestId }: Answered, { signal }: CallOptions): AiError {
  signal?.throwIfAborted(); // a stream that is left just ends
  const message = `${name} was asked, and there is no picture in its answer.`;
  return new AiError('PROVIDER_BUSY', message, { retry: true, lost: true, ...(requestId && { requestId }) });
}
