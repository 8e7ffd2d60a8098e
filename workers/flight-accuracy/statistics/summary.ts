import { horizontalStatistics, type HorizontalStatistics } from './horizontal.ts';
import { outliersOf } from './outliers.ts';
import { verticalStatistics, type VerticalStatistics } from './vertical.ts';

/** Metres by which something is east, north and above of where it is said to be; z null where heights are not compared. */
export interface PointError {
  x: number;
  y: number;
  z: number | null;
}

export interface Summary {
  horizontal: HorizontalStatistics | null;
  vertical: VerticalStatistics | null;
  /** Of each error, in their order. */
  outliers: { horizontal: boolean; vertical: boolean }[];
}

/**
 * Statistics of errors, and which are outliers: horizontal ones by x or y, vertical ones by z, each axis by itself. With
 * `reject` outliers count in no statistic of their kind; without they are only marked.
 */
export function summarise(
  errors: readonly PointError[],
  { limit, reject }: { limit: number; reject: boolean },
): Summary {
  const [x, y] = [
    outliersOf(
      errors.map((error) => error.x),
      limit,
    ),
    outliersOf(
      errors.map((error) => error.y),
      limit,
    ),
  ];
  const heights = errors.flatMap(({ z }, index) => (z === null ? [] : [{ z, index }]));
  const inHeight = outliersOf(
    heights.map(({ z }) => z),
    limit,
  );
  const vertical = new Set(heights.filter((_height, n) => inHeight[n]).map(({ index }) => index));
  const outliers = errors.map((_error, n) => ({ horizontal: x[n]! || y[n]!, vertical: vertical.has(n) }));
  const used = reject ? errors.filter((_error, n) => !outliers[n]!.horizontal) : errors;
  const usedHeights = reject ? heights.filter(({ index }) => !vertical.has(index)) : heights;
  return {
    horizontal: used.length > 0 ? horizontalStatistics(used) : null,
    vertical: usedHeights.length > 0 ? verticalStatistics(usedHeights.map(({ z }) => z)) : null,
    outliers,
  };
}
