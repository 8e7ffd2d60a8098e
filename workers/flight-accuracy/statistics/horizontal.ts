import { axisStatistics, type AxisStatistics } from './axis.ts';
import { factors, leastRoundness } from './factors.ts';
import { ascending, percentile } from './percentile.ts';

/** Errors that a share of the points does not exceed. */
export interface Bound {
  /** Of the points themselves: their percentile. */
  empirical: number;
  /** By theory, from RMSE; null where theory has no answer. */
  normal: number | null;
}

export interface HorizontalStatistics {
  n: number;
  x: AxisStatistics;
  y: AxisStatistics;
  /** RMSEr = √(RMSEx² + RMSEy²). */
  rmse: number;
  /** The largest distance. */
  max: number;
  ce90: Bound;
  ce95: Bound;
}

/**
 * Errors in the plane, x east and y north. Circular errors are given twice: as percentiles of the distances √(x² + y²), and by
 * NSSDA, Appendix 3-A, case 2: factor · (RMSEx + RMSEy) / 2 while the smaller RMSE is at least 0.6 of the larger, which for
 * equal ones is its case 1, 2.4477 · RMSEx = 1.7308 · RMSEr. There must be at least one error.
 */
export function horizontalStatistics(errors: readonly { x: number; y: number }[]): HorizontalStatistics {
  const x = axisStatistics(errors.map((error) => error.x));
  const y = axisStatistics(errors.map((error) => error.y));
  const distances = ascending(errors.map((error) => Math.hypot(error.x, error.y)));
  const larger = Math.max(x.rmse, y.rmse);
  const round = larger === 0 || Math.min(x.rmse, y.rmse) / larger >= leastRoundness;
  const bound = (share: 90 | 95): Bound => ({
    empirical: percentile(distances, share / 100),
    normal: round ? (factors.circle[share] * (x.rmse + y.rmse)) / 2 : null,
  });
  return {
    n: errors.length,
    x,
    y,
    rmse: Math.hypot(x.rmse, y.rmse),
    max: distances.at(-1)!,
    ce90: bound(90),
    ce95: bound(95),
  };
}
