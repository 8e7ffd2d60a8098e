/**
 * Of two ascending lists, the first pairs of moments that are so close to each other. There may be as many as the product
 * of both lengths, so no more than `most` are made.
 */
export function closePairs(
  times: readonly Date[],
  others: readonly Date[],
  withinMs: number,
  most: number,
): [Date, Date][] {
  const pairs: [Date, Date][] = [];
  let begin = 0;
  for (const at of times) {
    while (begin < others.length && +others[begin]! < +at - withinMs) begin++;
    for (let n = begin; n < others.length && +others[n]! <= +at + withinMs; n++) {
      if (pairs.push([at, others[n]!]) === most) return pairs;
    }
  }
  return pairs;
}
