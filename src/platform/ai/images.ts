import type OpenAI from 'openai';
import type { Settings } from '../env.ts';
import { AiError } from './ai-error.ts';
import { connectOpenai } from './connect.ts';
import { editFiles, type Edited } from './edit-files.ts';
import { qualities } from './model.ts';
import type { Models } from './models.ts';
import { noKey, providerError, type Provider } from './provider-error.ts';
import { noUsage, type Usage } from './usage.ts';

/** What is asked of a model that makes images. */
export interface ImageRequest {
  /** Default: that of the table of models. */
  model?: string | undefined;
  prompt: string;
  /** `1024x1536`: multiples of 16. */
  size: string;
  quality: (typeof qualities)[number];
  format: 'png' | 'jpeg' | 'webp';
}

export interface EditRequest extends ImageRequest, Edited {}

interface ImageAnswer {
  bytes: Buffer;
  mediaType: string;
  usage: Usage;
  model: string;
  requestId: string | null;
}

interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Called with drafts of the picture as they come. They cost a little. */
  onPartial?: ((bytes: Buffer, index: number) => void) | undefined;
}

/** Models that make images: one call and one image each, without repeats. They fail with an `AiError`, or with the signal's reason. */
export interface Images {
  generate(request: ImageRequest, options?: CallOptions): Promise<ImageAnswer>;
  edit(request: EditRequest, options?: CallOptions): Promise<ImageAnswer>;
  /** The most that a call can take. */
  bound(request: ImageRequest | EditRequest): Usage;
}

const partials = 2;

/** What both endpoints answer, in JSON and as the last event of a stream. */
interface Made {
  image: string | undefined;
  usage: OpenAI.ImagesResponse.Usage | undefined;
  requestId: string | null;
}

export function createImages({ openai }: Settings['ai'], models: Models): Images {
  const provider: Provider = { name: 'OpenAI', variable: 'OPENAI_API_KEY', key: openai.apiKey };
  let connected: Promise<OpenAI> | undefined;
  const client = () => (connected ??= connectOpenai(openai));

  async function call(request: ImageRequest, edits: EditRequest | null, { signal, onPartial }: CallOptions) {
    if (!provider.key) throw noKey(provider);
    const { model = models.defaults.image, prompt, size, quality, format } = request;
    // The SDK's own list of qualities is older than the models.
    const body = { model, prompt, size, quality: quality as 'auto', output_format: format };
    const files = edits && (await editFiles(edits));
    signal?.throwIfAborted();
    const { images } = await client();
    try {
      let made: Made;
      if (onPartial) {
        const streamed = { ...body, stream: true as const, partial_images: partials };
        const { data, request_id } = files
          ? await images.edit({ ...streamed, ...files }, { signal }).withResponse()
          : await images.generate(streamed, { signal }).withResponse();
        made = { ...(await readStream(data, onPartial)), requestId: request_id };
      } else {
        const answer = await (files
          ? images.edit({ ...body, ...files }, { signal })
          : images.generate(body, { signal }));
        made = { image: answer.data?.[0]?.b64_json, usage: answer.usage, requestId: answer._request_id ?? null };
      }
      return answerOf(made, model, format);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw providerError(error, provider);
    }
  }

  return {
    generate: (request, options = {}) => call(request, null, options),
    edit: (request, options = {}) => call(request, request, options),
    bound(request) {
      const { images } = models.get(request.model ?? models.defaults.image) ?? {};
      const given = 'sources' in request ? request.sources.length + (request.mask ? 1 : 0) : 0;
      const megapixels = pixelsOf(request.size) / 1_000_000;
      const each = (images ?? unknownImages).outputPerMegapixel[request.quality];
      return {
        ...noUsage,
        input: Buffer.byteLength(request.prompt) + perPrompt,
        imageInput: given * (images ?? unknownImages).input,
        imageOutput: Math.ceil(megapixels * each) + partials * perPartial,
        images: 1,
      };
    },
  };
}

/** As much as the dearest that is known. */
const unknownImages = {
  outputPerMegapixel: { low: 600, medium: 2200, high: 8000, xhigh: 16_000, max: 32_000 },
  input: 10_000,
};
const [perPrompt, perPartial] = [256, 100];
const mostPixels = 3840 * 2160;

function pixelsOf(size: string): number {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(size) ?? [];
  return width && height ? Number(width) * Number(height) : mostPixels;
}

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

function answerOf({ image, usage, requestId }: Made, model: string, format: string): ImageAnswer {
  if (!image || !usage) {
    const message = 'OpenAI was asked, and its answer ended before there was an image.';
    throw new AiError('PROVIDER_BUSY', message, { retry: true, lost: true, ...(requestId && { requestId }) });
  }
  return { bytes: Buffer.from(image, 'base64'), mediaType: `image/${format}`, usage: usageOf(usage), model, requestId };
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
