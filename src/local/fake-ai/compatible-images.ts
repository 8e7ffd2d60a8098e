import { noUsage, type Usage } from '../../platform/ai/usage.ts';
import { Refusal } from '../fake-server/refusal.ts';
import type { FakeProvider, Step } from '../fake-server/script.ts';
import { startFakeServer, type FakeApi, type FakeOptions } from '../fake-server/start.ts';
import type { Reply } from '../fake-server/write-reply.ts';
import { paint } from './openai-images.ts';
import { readImageForm, readImageRequest, type ImageRequest } from './openai-request.ts';

interface CompatibleStep extends Step<ImageRequest> {
  /** The bytes of the picture, instead of one that is painted. */
  image?: Buffer;
  /** A link instead of the picture. */
  link?: string;
}

export type FakeCompatibleImages = FakeProvider<ImageRequest, CompatibleStep>;

/** Somebody's own server that speaks as OpenAI's images API does, as far as such servers do. It wants no key, and counts no tokens. */
export function startFakeCompatibleImages(options: FakeOptions = {}): Promise<FakeCompatibleImages> {
  const api: FakeApi<ImageRequest, CompatibleStep> = {
    basePath: '/v1',
    maxBodyBytes: 512 * 1024 * 1024,
    requestHeader: 'x-request-id',
    async read({ path, method, headers, bytes }) {
      if (!/^\/v1\/images\/(generations|edits)$/.test(path) || method !== 'POST') throw new Refusal(404, 'Not Found');
      const form = headers['content-type']?.startsWith('multipart/form-data');
      const request = form ? await readImageForm(bytes, headers) : readImageRequest(bytes);
      if (!request.prompt) throw new Refusal(422, 'prompt: field required');
      return request;
    },
    answer,
    errorBody: (status, error) => ({
      error: { message: error.message ?? `Error ${status}`, code: error.code ?? null },
    }),
  };
  return startFakeServer(api, options);
}

async function answer(request: ImageRequest, step: CompatibleStep | null): Promise<{ usage: Usage; reply: Reply }> {
  const usage = { ...noUsage, images: 1 };
  const created = Math.floor(Date.now() / 1000);
  if (step?.link) return { usage, reply: { json: { created, data: [{ url: step.link }] } } };
  const { size = '1024x1024', prompt = '', seed, image } = request;
  const [width, height] = size.split('x').map(Number);
  const picture = { width: width!, height: height!, format: 'png' as const, prompt: `${prompt} ${seed ?? ''}` };
  const bytes = step?.image ?? (await paint({ ...picture, ...(image[0] && { source: image[0] }) }));
  return { usage, reply: { json: { created, data: [{ b64_json: bytes.toString('base64') }] } } };
}
