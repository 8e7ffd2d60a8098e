/** A list in lists of so many. */
export const inParts = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_part, n) => list.slice(n * size, (n + 1) * size));
