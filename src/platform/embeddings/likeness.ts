/** What is further away has nothing to do with it. */
export const leastLikeness = 0.05;

/** How near two vectors of length 1 are, from -1 to 1. Those of different lengths have nothing in common. */
export function likeness(one: Float32Array, other: Float32Array): number {
  if (one.length !== other.length) return 0;
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!;
  return sum;
}
