/**
 * The value that a share of a sample does not exceed, interpolated linearly between its neighbours (Hyndman and Fan, The
 * American Statistician 50, 1996, definition 7: what numpy and spreadsheets take). The sample is in ascending order, and not empty.
 */
export function percentile(ascending: ArrayLike<number>, share: number): number {
  const place = (ascending.length - 1) * share;
  const below = Math.floor(place);
  const low = ascending[below]!;
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!;
  return low + (high - low) * (place - below);
}

/** In ascending order, as numbers. */
export const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

export const median = (values: readonly number[]): number => percentile(ascending(values), 0.5);
