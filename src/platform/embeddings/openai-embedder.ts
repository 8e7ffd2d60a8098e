import type OpenAI from 'openai';
import { AiError } from '../ai/ai-error.ts';
import { connectOpenai } from '../ai/connect.ts';
import { noKey, providerError } from '../ai/provider-error.ts';
import { noUsage } from '../ai/usage.ts';
import type { Settings } from '../env.ts';
import type { Embedded, Embedder } from './embedder.ts';
import { normalise } from './vector.ts';

/** Asks whoever speaks as OpenAI's embeddings API does: OpenAI, or a server of one's own. */
export function createOpenaiEmbedder(settings: NonNullable<Settings['embeddings']>): Embedder {
  const { model, dimensions, baseUrl, variable, apiKey } = settings;
  const host = new URL(baseUrl ?? 'https://api.openai.com').host;
  const provider = { name: baseUrl ? host : 'OpenAI', variable, key: apiKey };
  let connected: Promise<OpenAI> | undefined;
  // Servers of one's own may want no key; the client does.
  const client = () => (connected ??= connectOpenai({ apiKey: apiKey ?? 'none', baseUrl }));
  return {
    provider: host,
    // Vectors of another length are not comparable either.
    model: dimensions === undefined ? model : `${model}/${dimensions}`,
    asked: model,
    dimensions: dimensions ?? null,
    about: `Vectors of the model ${model} at ${host}: it finds texts that mean the same, as well as that model knows.`,
    remote: true,
    async embed(texts, signal) {
      if (!apiKey && !baseUrl) throw noKey(provider);
      signal?.throwIfAborted();
      const { embeddings } = await client();
      try {
        const answer = await embeddings
          // Not every server of this kind knows the other format, which the client would ask for.
          .create({ model, input: [...texts], encoding_format: 'float', ...(dimensions && { dimensions }) }, { signal })
          .withResponse();
        return read(answer.data, answer.request_id, { name: provider.name, texts: texts.length, dimensions });
      } catch (error) {
        if (signal?.aborted && !(error instanceof AiError)) throw signal.reason;
        throw providerError(error, provider);
      }
    },
  };
}

interface Expected {
  name: string;
  texts: number;
  dimensions: number | undefined;
}

function read(answer: OpenAI.CreateEmbeddingResponse, requestId: string | null, expected: Expected): Embedded {
  const { name, texts, dimensions } = expected;
  const usage = { ...noUsage, input: answer.usage?.prompt_tokens ?? 0 };
  const data = (answer.data ?? []).toSorted((one, other) => one.index - other.index);
  const length = dimensions ?? data[0]?.embedding.length ?? 0;
  const fits =
    data.length === texts &&
    length > 0 &&
    data.every(
      ({ index, embedding }, at) => index === at && embedding.length === length && embedding.every(Number.isFinite),
    );
  if (fits) return { vectors: data.map(({ embedding }) => normalise(Float32Array.from(embedding))), usage, requestId };
  throw new AiError(
    'ANSWER_INVALID',
    `${name} was asked for ${texts} vectors${dimensions ? ` of ${dimensions} numbers` : ''}, and has answered with something else: see to EMBEDDINGS_MODEL and EMBEDDINGS_DIMENSIONS.`,
    { retry: true, usage, ...(requestId && { requestId }) },
  );
}
