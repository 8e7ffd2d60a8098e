import { expect, test } from 'vitest';
import { long } from '../../../test/long.ts';
import { packageCorpus } from '../../../test/package-corpus.ts';
import { learnPackages, qualityOf } from '../../../test/search-quality.ts';
import { useStack } from '../../../test/stack.ts';
import { hashedEmbedder } from '../../platform/embeddings/hashed.ts';
import { createLog } from '../../platform/log.ts';
import { createKnowledge } from './knowledge.ts';

const stack = useStack({ worker: false });

test('both orders together are no worse than either of them, of questions as they are and as they are mistyped', async () => {
  const packages = packageCorpus(long ? 200 : 60);
  expect(packages.length).toBeGreaterThan(40);
  await learnPackages(stack.database, hashedEmbedder, packages);
  const settings = { knowledge: { vectorBytes: 1e9 } };
  const knowledge = createKnowledge({
    database: stack.database,
    embedder: hashedEmbedder,
    settings,
    log: createLog('silent'),
  });
  const plain = packages.map(({ name, question }) => ({ name, question }));
  const mistyped = packages.map(({ name, misspelt }) => ({ name, question: misspelt }));
  // Of few questions alone, chance says as much as the order.
  for (const asked of long ? [plain, mistyped] : [[...plain, ...mistyped]]) {
    const { words, vectors, fused } = await qualityOf(knowledge, asked);
    const all = JSON.stringify({ words, vectors, fused });
    expect(fused.mrr, all).toBeGreaterThanOrEqual(Math.max(words.mrr, vectors.mrr));
    expect(fused.hitRate, all).toBeGreaterThanOrEqual(Math.max(words.hitRate, vectors.hitRate));
    expect(fused.hitRate, all).toBeGreaterThan(0.5);
  }
});
