import { createHash } from 'node:crypto';
import { noUsage } from '../../../src/platform/ai/usage.ts';
import { fromBytes, toBytes } from '../../../src/platform/embeddings/vector.ts';
import { toUsd } from '../../../src/services/budgets/usd.ts';
import type { ActivityContext } from '../activity.ts';
import type { EmbeddingRequest, Embeddings } from '../ai.ts';
import type { Calls } from './call.ts';
import { coded } from './failure.ts';
import { inGroups } from './in-groups.ts';
import { keepBytes } from './kept-bytes.ts';
import type { AiTools } from './tools.ts';

type Place = Pick<ActivityContext, 'signal' | 'workKey' | 'report'>;

/** Makes vectors of texts, in as many calls as it takes; without a model in none, which costs nothing. */
export const embedTexts = (
  tools: AiTools,
  calls: Pick<Calls, 'call'>,
  place: Place,
  request: EmbeddingRequest,
): Promise<Embeddings> => coded(() => embed(tools, calls, place, request));

async function embed(
  tools: AiTools,
  calls: Pick<Calls, 'call'>,
  place: Place,
  { purpose, texts, onProgress }: EmbeddingRequest,
): Promise<Embeddings> {
  const { embedder, models } = tools;
  const vectors: Float32Array[] = [];
  let [cost, usage] = [0 as number | null, noUsage];
  for (const group of inGroups(texts)) {
    const made = embedder.remote
      ? await callFor(tools, calls, place, { purpose, texts: group })
      : await embedder.embed(group, place.signal);
    vectors.push(...made.vectors);
    usage = { ...usage, input: usage.input + made.usage.input };
    const charged = embedder.remote ? models.costOf(embedder.asked, made.usage) : 0;
    cost = cost === null || charged === null ? null : cost + charged;
    onProgress?.(vectors.length);
  }
  const { provider, model } = embedder;
  return { provider, model, vectors, usage, costUsd: cost === null ? null : toUsd(cost) };
}

async function callFor(
  tools: AiTools,
  { call }: Pick<Calls, 'call'>,
  place: Place,
  { purpose, texts }: { purpose: string; texts: readonly string[] },
) {
  const { embedder, storage } = tools;
  const { model, asked } = embedder;
  const { signal } = place;
  const kept = keepBytes(tools, place);
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const answer = await call({
    purpose,
    prompt: undefined,
    model: asked,
    // What was sent goes into no trace, and tells calls apart all the same.
    request: { model, texts: texts.length, hash: createHash('sha256').update(JSON.stringify(texts)).digest('hex') },
    parameters: { texts: texts.length },
    bound: { ...noUsage, input: bytes },
    make: () => embedder.embed(texts, signal),
    keep: ({ vectors, usage }, id, name) =>
      kept.keep({ bytes: packed(vectors), mediaType: 'application/octet-stream', model, usage }, id, name),
    find: kept.find,
  });
  const { usage, key } = answer.kept;
  if (answer.made) return { vectors: answer.made.vectors, usage };
  return { vectors: unpacked(await storage.read(storage.own(key), { signal }), texts.length), usage };
}

const packed = (vectors: readonly Float32Array[]) => Buffer.concat(vectors.map(toBytes));

function unpacked(bytes: Buffer, count: number): Float32Array[] {
  const each = bytes.length / count;
  return Array.from({ length: count }, (_, at) => fromBytes(bytes.subarray(at * each, (at + 1) * each)));
}
