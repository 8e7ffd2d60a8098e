import { squaredDistance } from './k-means.ts';
import type { Points } from './points.ts';

/**
 * Mean silhouette of points (Rousseeuw, 1987): how much closer they are to their own cluster than to the next one. Null where
 * there is one cluster only. It compares each point with each other one, so not with too many.
 */
export function silhouetteOf({ data, count, dimensions }: Points, labels: Int32Array): number | null {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  if (sizes.size < 2) return null;
  const sums = new Float64Array(Math.max(...sizes.keys()) + 1);
  let total = 0;
  for (let at = 0; at < count; at++) {
    sums.fill(0);
    for (let other = 0; other < count; other++) {
      sums[labels[other]!]! += Math.sqrt(squaredDistance(data, at * dimensions, data, other * dimensions, dimensions));
    }
    const own = labels[at]!;
    const ownSize = sizes.get(own)!;
    if (ownSize === 1) continue; // alone it counts as 0
    const within = sums[own]! / (ownSize - 1);
    let next = Infinity;
    for (const [label, size] of sizes) if (label !== own) next = Math.min(next, sums[label]! / size);
    const wider = Math.max(within, next);
    total += wider === 0 ? 0 : (next - within) / wider;
  }
  return total / count;
}
