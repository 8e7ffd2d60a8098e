import { axisStatistics, type AxisStatistics } from './axis.ts';
import { factors } from './factors.ts';
import type { Bound } from './horizontal.ts';
import { ascending, percentile } from './percentile.ts';

export interface VerticalStatistics {
  n: number;
  z: AxisStatistics;
  le90: Bound;
  le95: Bound;
}

/**
 * Errors in height. Linear errors are given twice: as percentiles of |z|, and by NSSDA, Appendix 3-A: 1.9600 · RMSEz for 95 %
 * (1.6449 for 90 %). There must be at least one error.
 */
export function verticalStatistics(errors: readonly number[]): VerticalStatistics {
  const z = axisStatistics(errors);
  const sizes = ascending(errors.map(Math.abs));
  const bound = (share: 90 | 95): Bound => ({
    empirical: percentile(sizes, share / 100),
    normal: factors.line[share] * z.rmse,
  });
  return { n: errors.length, z, le90: bound(90), le95: bound(95) };
}
