/** How much less a place further down counts: the usual constant of reciprocal rank fusion. */
const flatness = 60;

/** One order of several, each the best first: what is high in many of them comes first (reciprocal rank fusion). */
export function fuse<Id>(lists: readonly (readonly Id[])[]): { id: Id; score: number }[] {
  const scores = new Map<Id, number>();
  for (const list of lists) {
    for (const [place, id] of list.entries()) scores.set(id, (scores.get(id) ?? 0) + 1 / (flatness + place + 1));
  }
  return [...scores].map(([id, score]) => ({ id, score })).toSorted((one, other) => other.score - one.score);
}
