import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../src/platform/db/database.ts';
import { knowledgeChunks } from '../src/platform/db/tables/knowledge-chunks.ts';
import { knowledgeDocuments } from '../src/platform/db/tables/knowledge-documents.ts';
import { embedderName, type Embedder } from '../src/platform/embeddings/embedder.ts';
import type { Knowledge } from '../src/services/knowledge/knowledge.ts';
import { searchable } from '../src/services/knowledge/words.ts';
import type { LabelledPackage } from './package-corpus.ts';

/** Stores packages as if they had been learned, each as one document of the category `packages`. */
export async function learnPackages(
  { ask }: Pick<Database, 'ask'>,
  embedder: Embedder,
  packages: readonly LabelledPackage[],
) {
  for (const { name, passages } of packages) {
    const { vectors } = await embedder.embed(passages);
    const document = randomUUID();
    await ask((db) =>
      db.insert(knowledgeDocuments).values({
        id: document,
        source: name,
        version: 1,
        category: 'packages',
        language: 'en',
        fingerprint: randomBytes(32).toString('hex'),
        signature: new Uint32Array(128),
        bands: [],
        summary: name,
        entities: [],
        characters: passages.reduce((sum, { length }) => sum + length, 0),
        run: randomUUID(),
      }),
    );
    let start = 0;
    const rows = passages.map((text, position) => {
      const place = { start, end: start + text.length };
      start = place.end;
      const made = { embedder: embedderName(embedder), vector: vectors[position]! };
      return { document, position, ...place, text, words: searchable(text, 'en'), ...made };
    });
    await ask((db) => db.insert(knowledgeChunks).values(rows));
  }
}

/** Of questions: how often the right document was among the first five, and how far up on average. */
export interface Quality {
  hitRate: number;
  mrr: number;
}

const firsts = 5;
const orders = ['words', 'vectors', 'fused'] as const;

/** Searches for each question, and says how good each of the orders is. */
export async function qualityOf(
  knowledge: Pick<Knowledge, 'search'>,
  asked: readonly { question: string; name: string }[],
): Promise<Record<(typeof orders)[number], Quality>> {
  const ranks = { words: [] as number[], vectors: [] as number[], fused: [] as number[] };
  for (const { question, name } of asked) {
    const { hits } = await knowledge.search({
      search: question.slice(0, 1000),
      filter: { category: 'packages' },
      first: 200,
    });
    const by = {
      words: hits.filter(({ wordRank }) => wordRank !== null).toSorted((a, b) => a.wordRank! - b.wordRank!),
      vectors: hits.filter(({ vectorRank }) => vectorRank !== null).toSorted((a, b) => a.vectorRank! - b.vectorRank!),
      fused: hits,
    };
    for (const order of orders) {
      const sources = [...new Set(by[order].map(({ document }) => document.source))];
      ranks[order].push(sources.indexOf(name) + 1);
    }
  }
  return { words: inShort(ranks.words), vectors: inShort(ranks.vectors), fused: inShort(ranks.fused) };
}

/** Of places from 1; 0 is none. */
const inShort = (ranks: readonly number[]): Quality => ({
  hitRate: ranks.filter((rank) => rank > 0 && rank <= firsts).length / ranks.length,
  mrr: ranks.reduce((sum, rank) => sum + (rank > 0 ? 1 / rank : 0), 0) / ranks.length,
});
