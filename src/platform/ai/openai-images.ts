import type OpenAI from 'openai';
import type { Settings } from '../env.ts';
import { AiError } from './ai-error.ts';
import { connectOpenai } from './connect.ts';
import { editFiles } from './edit-files.ts';
import { partials } from './image-bound.ts';
import type { CallOptions, EditRequest, ImageAnswer, ImageRequest } from './image-request.ts';
import type { Images, MakeImage } from './images.ts';
import { fetchLinked } from './linked-image.ts';
import { mediaTypeOf } from './media-type.ts';
import { noKey, providerError, type Provider } from './provider-error.ts';
import { noUsage, type Usage } from './usage.ts';

/** What both endpoints answer, in JSON and as the last event of a stream. */
interface Made {
  image: string | undefined;
  /** Where it is instead; OpenAI has none any more. */
  link?: string | undefined;
  usage: OpenAI.ImagesResponse.Usage | undefined;
  requestId: string | null;
}

type ImagesApi = OpenAI['images'];
type Asked = ImageRequest & { model: string };

export function createOpenaiImages(openai: Settings['ai']['openai']): MakeImage {
  const provider: Provider = { name: 'OpenAI', variable: 'OPENAI_API_KEY', key: openai.apiKey };
  let connected: Promise<OpenAI> | undefined;
  return async (request, edit, options) => {
    if (!provider.key) throw noKey(provider);
    const made = await asked(provider, edit, options, async (files) => {
      const { images } = await (connected ??= connectOpenai(openai));
      return askOpenai(images, request, files, options);
    });
    if (!made.image || !made.usage) throw unfinished(provider, made, options);
    const { model, format } = request;
    const { image, usage, requestId } = made;
    return {
      bytes: Buffer.from(image, 'base64'),
      mediaType: `image/${format}`,
      usage: usageOf(usage),
      model,
      requestId,
    };
  };
}

/** The same of servers that speak as OpenAI does. They know less: neither drafts nor formats, and often no count of tokens. */
export function createCompatibleImages(
  settings: Settings['ai']['compatibleImages'],
  bound: Images['bound'],
): MakeImage {
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
    const { image, link, requestId } = made;
    const bytes = image ? Buffer.from(image, 'base64') : link && (await fetchLinked(link, { baseUrl, signal }));
    if (!bytes) throw unfinished(provider, made, options);
    const usage = made.usage ? usageOf(made.usage) : bound(edit ?? request);
    return { bytes, mediaType: mediaTypeOf(bytes), usage, model: request.model, requestId } satisfies ImageAnswer;
  };
}

type Files = Awaited<ReturnType<typeof editFiles>> | null;

async function asked(
  provider: Provider,
  edit: EditRequest | null,
  { signal }: CallOptions,
  ask: (files: Files) => Promise<Made>,
): Promise<Made> {
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
  if (!onPartial)
    return madeOf(await (files ? images.edit({ ...body, ...files }, { signal }) : images.generate(body, { signal })));
  const streamed = { ...body, stream: true as const, partial_images: partials };
  const { data, request_id } = files
    ? await images.edit({ ...streamed, ...files }, { signal }).withResponse()
    : await images.generate(streamed, { signal }).withResponse();
  return { ...(await readStream(data, onPartial)), requestId: request_id };
}

async function askCompatible(images: ImagesApi, request: Asked, files: Files, signal: AbortSignal | undefined) {
  const { model, prompt, size, seed } = request;
  const body = { model, prompt, size, n: 1, response_format: 'b64_json' as const, ...(seed !== undefined && { seed }) };
  return madeOf(await (files ? images.edit({ ...body, ...files }, { signal }) : images.generate(body, { signal })));
}

const madeOf = (answer: OpenAI.ImagesResponse & { _request_id?: string | null }): Made => ({
  image: answer.data?.[0]?.b64_json,
  link: answer.data?.[0]?.url,
  usage: answer.usage,
  requestId: answer._request_id ?? null,
});

type ImageEvent = OpenAI.ImageGenStreamEvent | OpenAI.ImageEditStreamEvent;

async function readStream(
  events: AsyncIterable<ImageEvent>,
  onPartial: NonNullable<CallOptions['onPartial']>,
): Promise<Pick<Made, 'image' | 'usage'>> {
  for await (const event of events) {
    if ('partial_image_index' in event) onPartial(Buffer.from(event.b64_json, 'base64'), event.partial_image_index);
    else return { image: event.b64_json, usage: event.usage };
  }
  return { image: undefined, usage: undefined };
}

function unfinished({ name }: Provider, { requestId }: Made, { signal }: CallOptions): AiError {
  signal?.throwIfAborted(); // a stream that is left just ends
  const message = `${name} was asked, and its answer ended before there was an image.`;
  return new AiError('PROVIDER_BUSY', message, { retry: true, lost: true, ...(requestId && { requestId }) });
}

function usageOf({
  input_tokens_details: given,
  output_tokens,
  output_tokens_details,
}: OpenAI.ImagesResponse.Usage): Usage {
  const output = output_tokens_details?.text_tokens ?? 0;
  return {
    ...noUsage,
    input: given.text_tokens,
    imageInput: given.image_tokens,
    output,
    imageOutput: output_tokens - output,
    images: 1,
  };
}
