import { noUsage, type Usage } from '../../platform/ai/usage.ts';
import { parseJson } from '../fake-server/parse-json.ts';
import { Refusal } from '../fake-server/refusal.ts';
import type { FakeProvider, Step } from '../fake-server/script.ts';
import { startFakeServer, type FakeApi, type FakeOptions } from '../fake-server/start.ts';
import type { Reply } from '../fake-server/write-reply.ts';
import { hasKey } from './has-key.ts';
import { paint } from './openai-images.ts';

/** What was asked for, of which model. */
interface TextToImageRequest {
  model: string;
  inputs: string;
  width: number;
  height: number;
  seed: number | null;
}

interface HuggingFaceStep extends Step<TextToImageRequest> {
  /** The bytes of the picture, instead of one that is painted. */
  image?: Buffer;
  /** A link instead of the picture, as some of its servers answer. */
  link?: string;
}

export type FakeHuggingFace = FakeProvider<TextToImageRequest, HuggingFaceStep>;

const mostSide = 2048;
const usual: Record<number, string> = {
  401: 'Invalid username or password.',
  402: 'You have exceeded your monthly included credits for Inference Providers.',
  404: 'Model not found.',
  429: 'You have been rate-limited.',
  503: 'The model is currently loading.',
};

/** Hugging Face's inference API as far as it makes pictures of words. The same seed, model and words give the same picture. */
export function startFakeHuggingFace(options: FakeOptions = {}): Promise<FakeHuggingFace> {
  const api: FakeApi<TextToImageRequest, HuggingFaceStep> = {
    basePath: '/hf-inference',
    maxBodyBytes: 10_000_000,
    requestHeader: 'x-request-id',
    read({ path, method, headers, bytes }) {
      const [, model] = /^\/hf-inference\/models\/([\w.-]+(?:\/[\w.-]+)?)$/.exec(path) ?? [];
      if (!model || method !== 'POST') throw new Refusal(404);
      if (!hasKey(headers)) throw new Refusal(401);
      return readRequest(model, bytes);
    },
    answer,
    errorBody: (status, error) => ({ error: error.message ?? usual[status] ?? 'Internal server error.' }),
  };
  return startFakeServer(api, options);
}

function readRequest(model: string, bytes: Buffer): TextToImageRequest {
  const { inputs, parameters = {} } = parseJson(bytes) as { inputs?: unknown; parameters?: Record<string, unknown> };
  if (typeof inputs !== 'string' || inputs === '') throw new Refusal(400, '`inputs` is required.');
  const { width = 1024, height = 1024, seed = null } = parameters as Record<string, number>;
  const isSide = (side: number) => Number.isInteger(side) && side >= 64 && side <= mostSide && side % 8 === 0;
  if (!isSide(width) || !isSide(height)) throw new Refusal(400, `Sides are multiples of 8, at most ${mostSide}.`);
  return { model, inputs, width, height, seed };
}

async function answer(
  { model, inputs, width, height, seed }: TextToImageRequest,
  step: HuggingFaceStep | null,
): Promise<{ usage: Usage; reply: Reply }> {
  const usage = { ...noUsage, images: 1 };
  if (step?.link) return { usage, reply: { json: { output: [step.link] } } };
  const prompt = `${model} ${inputs} ${seed ?? Math.random()}`;
  const bytes = step?.image ?? (await paint({ width, height, format: 'jpeg', prompt }));
  return { usage, reply: { bytes, contentType: 'image/jpeg' } };
}
