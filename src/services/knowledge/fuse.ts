/** How much less a place further down counts, as a number of places. */
const flatness = 10;
/** Whoever writes a word as it is written mostly means it. */
const weights = { words: 1.25, vectors: 1 } as const;

/**
 * One order of those by words and by vectors, each the best first: what is high in both comes first (reciprocal rank fusion).
 * Both numbers are what was best for questions about packages, well and badly spelt: `quality.test.ts`.
 */
export function fuse<Id>(orders: Record<keyof typeof weights, readonly Id[]>): { id: Id; score: number }[] {
  const scores = new Map<Id, number>();
  for (const order of ['words', 'vectors'] as const) {
    for (const [place, id] of orders[order].entries())
      scores.set(id, (scores.get(id) ?? 0) + weights[order] / (flatness + place + 1));
  }
  return [...scores].map(([id, score]) => ({ id, score })).toSorted((one, other) => other.score - one.score);
}
