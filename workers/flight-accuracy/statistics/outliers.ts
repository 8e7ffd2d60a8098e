import { sum } from './axis.ts';
import { median } from './percentile.ts';

/** Fewer errors do not say what is usual. */
const fewest = 5;

/**
 * Which errors of one axis are too far from the others to belong to them: |0.6745 · (error - median) / MAD| > limit, where
 * MAD is the median of the distances from the median (Iglewicz and Hoaglin, How to Detect and Handle Outliers, ASQC 1993, who
 * recommend 3.5). Where more than half of the errors are the same MAD is 0; then, as they do, 1.253314 · the mean of these
 * distances stands for it.
 */
export function outliersOf(errors: readonly number[], limit: number): boolean[] {
  if (errors.length < fewest) return errors.map(() => false);
  const middle = median(errors);
  const distances = errors.map((error) => Math.abs(error - middle));
  const spread = median(distances) / 0.6745 || (1.253314 * sum(distances)) / distances.length;
  return distances.map((distance) => spread > 0 && distance / spread > limit);
}
