import { createHash } from 'node:crypto';
import { noUsage, type Usage } from '../../platform/ai/usage.ts';
import { hashedEmbedder } from '../../platform/embeddings/hashed.ts';
import { parseJson } from '../fake-server/parse-json.ts';
import { Refusal } from '../fake-server/refusal.ts';
import type { Reply } from '../fake-server/write-reply.ts';
import { tokensOf } from './tokens-of.ts';

/** What was asked of the embeddings API. */
export interface EmbeddingsRequest {
  model: string;
  input: readonly string[];
  dimensions: number;
}

const usualDimensions: Record<string, number> = { 'text-embedding-3-small': 1536, 'text-embedding-3-large': 3072 };
const [mostTexts, mostTokens, mostInAll] = [2048, 8192, 300_000];

const wrong = (message: string, code = 'invalid_value') => new Refusal(400, message, { code });

/** Reads it, and refuses what the embeddings API refuses. */
export function readEmbeddingsRequest(bytes: Buffer): EmbeddingsRequest {
  const { model, input, dimensions, encoding_format: format } = parseJson(bytes) as Record<string, unknown>;
  const most = usualDimensions[String(model)];
  if (most === undefined) {
    throw new Refusal(404, `The model '${String(model)}' does not exist or you do not have access to it.`, {
      code: 'model_not_found',
    });
  }
  const texts = typeof input === 'string' ? [input] : input;
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) throw wrong("'input' is missing.");
  if (texts.length === 0 || texts.includes('')) throw wrong("'$.input' is invalid: it must not be empty.");
  if (texts.length > mostTexts) throw wrong(`'$.input' is invalid: more than ${mostTexts} texts.`);
  const tokens = texts.map(tokensOf);
  if (tokens.some((count) => count > mostTokens)) throw wrong(`A text has more than ${mostTokens} tokens.`);
  if (tokens.reduce((sum, count) => sum + count, 0) > mostInAll) throw wrong(`More than ${mostInAll} tokens.`);
  if (format !== 'float') throw wrong('This server answers in floats only.');
  const wanted = dimensions ?? most;
  if (!Number.isInteger(wanted) || Number(wanted) < 1 || Number(wanted) > most) throw wrong("'dimensions' is invalid.");
  return { model: String(model), input: texts, dimensions: Number(wanted) };
}

/** Vectors of the letters, at other places for each model, as no two models agree. */
export async function answerEmbeddings(
  { model, input, dimensions }: EmbeddingsRequest,
  vectors?: readonly number[][],
): Promise<{ usage: Usage; reply: Reply }> {
  const tokens = input.reduce((sum, text) => sum + tokensOf(text), 0);
  const shift = createHash('sha256').update(model).digest().readUInt16BE();
  const made = await hashedEmbedder.embed(input);
  const data = made.vectors.map((vector, index) => {
    const embedding = Array.from({ length: dimensions }, () => 0);
    vector.forEach((value, at) => (embedding[(at + shift) % dimensions]! += value));
    return { object: 'embedding', index, embedding: vectors?.[index] ?? embedding };
  });
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return { usage: { ...noUsage, input: tokens }, reply: { json: { object: 'list', data, model, usage } } };
}
