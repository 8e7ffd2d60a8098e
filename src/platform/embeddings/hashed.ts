import { noUsage } from '../ai/usage.ts';
import { fnv1a, mix } from '../hash32.ts';
import type { Embedder } from './embedder.ts';
import { normalise } from './vector.ts';

const dimensions = 384;
/** The event loop is let go after so many texts. */
const atATime = 64;
/** Letters of a word's pieces; in scripts without spaces between words, where a word is two letters long, fewer. */
const [shortest, longest] = [3, 5];
const [shortestUnspaced, longestUnspaced] = [2, 3];
const unspaced =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}|\p{Script=Lao}|\p{Script=Khmer}/u;

/**
 * Vectors without a model: which pieces of words a text has, each counted at a place that its hash names. The same on every
 * machine, in about 0.1 ms for a page, and of no meaning beyond the letters.
 */
export const hashedEmbedder: Embedder = {
  provider: 'hashed',
  // Its name changes with what it does: stored vectors are made again then.
  model: 'character-ngrams-1',
  asked: 'character-ngrams-1',
  dimensions,
  remote: false,
  about:
    'Hashed pieces of words, without a model: it finds texts with words that are written alike, in any language, and not texts that mean the same in other words.',
  async embed(texts, signal) {
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      if (vectors.length % atATime === atATime - 1) await new Promise(setImmediate);
      signal?.throwIfAborted();
      vectors.push(vectorOf(text));
    }
    return { vectors, usage: noUsage, requestId: null };
  },
};

function vectorOf(text: string): Float32Array {
  const counts = new Map<string, number>();
  for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const vector = new Float32Array(dimensions);
  for (const [word, count] of counts) addWord(vector, word, 1 + Math.log(count));
  return normalise(vector);
}

/** Lower case, without accents. */
const words = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * Every word weighs the same however many pieces it has, except short ones: those are mostly "the" and "of", in every
 * language that has such words.
 */
function addWord(vector: Float32Array, word: string, count: number): void {
  const dense = unspaced.test(word);
  const pieces = dense ? piecesOf(word, shortestUnspaced, longestUnspaced) : piecesOf(`<${word}>`, shortest, longest);
  if (!dense) pieces.push(`<${word}>`);
  const weight = dense ? count : count * Math.min(1, word.length / 6) ** 2;
  const each = weight / Math.sqrt(pieces.length);
  for (const piece of pieces) {
    const hash = mix(fnv1a(piece));
    vector[hash % dimensions]! += hash & 0x8000_0000 ? -each : each;
  }
}

function piecesOf(word: string, from: number, to: number): string[] {
  const letters = Array.from(word).slice(0, 64);
  if (letters.length <= from) return [word];
  const pieces: string[] = [];
  for (let length = from; length <= to; length++)
    for (let at = 0; at + length <= letters.length; at++) pieces.push(letters.slice(at, at + length).join(''));
  return pieces;
}
