import { leastLikeness } from '../../platform/embeddings/likeness.ts';

/** A passage, and how near it is: 1 is the same, 0 has nothing in common. */
export interface Near {
  id: string;
  likeness: number;
}

/** Others get the event loop after so many numbers: 1 to 6 ms. */
const numbersAtOnce = 3_000_000;

/**
 * Multiplies a vector with others. Only its places that are not 0 are looked at, which of a few words without a model is every
 * fifth; four sums, as one would have each multiplication wait for the one before.
 */
function multiplier(vector: Float32Array): (vectors: Float32Array, start: number) => number {
  const places = Int32Array.from([...vector.keys()].filter((place) => vector[place] !== 0));
  const values = Float64Array.from(places, (place) => vector[place]!);
  const fours = places.length - (places.length % 4);
  return (vectors, start) => {
    let [one, two, three, four] = [0, 0, 0, 0];
    for (let at = 0; at < fours; at += 4) {
      one += values[at]! * vectors[start + places[at]!]!;
      two += values[at + 1]! * vectors[start + places[at + 1]!]!;
      three += values[at + 2]! * vectors[start + places[at + 2]!]!;
      four += values[at + 3]! * vectors[start + places[at + 3]!]!;
    }
    for (let at = fours; at < places.length; at++) one += values[at]! * vectors[start + places[at]!]!;
    return one + two + three + four;
  };
}

/** Looks for the vectors nearest to one, among any number of blocks of them, and keeps no more than `most`. */
export function createNearest(vector: Float32Array, most: number) {
  const dimensions = vector.length;
  const product = multiplier(vector);
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
        const sum = product(vectors, start);
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
