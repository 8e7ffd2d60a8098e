import { leastLikeness } from '../../platform/embeddings/likeness.ts';

/** A passage, and how near it is: 1 is the same, 0 has nothing in common. */
export interface Near {
  id: string;
  likeness: number;
}

/** Others get the event loop after so many numbers were multiplied: 2 to 4 ms. */
const numbersAtOnce = 3_000_000;

/** Of a vector and one that begins at `start`: four sums, as one would have each multiplication wait for the one before. */
function product(vector: Float32Array, vectors: Float32Array, start: number): number {
  const fours = vector.length - (vector.length % 4);
  let [one, two, three, four] = [0, 0, 0, 0];
  for (let place = 0, at = start; place < fours; place += 4, at += 4) {
    one += vector[place]! * vectors[at]!;
    two += vector[place + 1]! * vectors[at + 1]!;
    three += vector[place + 2]! * vectors[at + 2]!;
    four += vector[place + 3]! * vectors[at + 3]!;
  }
  for (let place = fours; place < vector.length; place++) one += vector[place]! * vectors[start + place]!;
  return one + two + three + four;
}

/** Looks for the vectors nearest to one, among any number of blocks of them, and keeps no more than `most`. */
export function createNearest(vector: Float32Array, most: number) {
  const dimensions = vector.length;
  let best: Near[] = [];
  let least = leastLikeness;
  let sinceBreak = 0;

  function keep() {
    best = best.toSorted((one, other) => other.likeness - one.likeness).slice(0, most);
    if (best.length === most) least = best.at(-1)!.likeness;
  }

  return {
    /** `vectors` are one behind the other, one for each id; those of another length are left out. */
    async add(ids: readonly string[], vectors: Float32Array): Promise<void> {
      if (ids.length * dimensions !== vectors.length) return;
      for (let at = 0, start = 0; at < ids.length; at++, start += dimensions) {
        const sum = product(vector, vectors, start);
        if (sum > least) {
          best.push({ id: ids[at]!, likeness: sum });
          if (best.length >= 4 * most) keep();
        }
      }
      sinceBreak += vectors.length;
      if (sinceBreak < numbersAtOnce) return;
      sinceBreak = 0;
      await new Promise(setImmediate);
    },
    found(): Near[] {
      keep();
      return best;
    },
  };
}
