/** The places of the longest part of a list that never falls, in order: what is left out is the least that contradicts it. */
export function longestRise(values: readonly number[]): Set<number> {
  const tails: number[] = []; // tails[n]: where a rise of n + 1 values ends lowest
  const before: number[] = [];
  values.forEach((value, at) => {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[tails[middle]!]! <= value) low = middle + 1;
      else high = middle;
    }
    before[at] = low > 0 ? tails[low - 1]! : -1;
    tails[low] = at;
  });
  const kept = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at]!) kept.add(at);
  return kept;
}
