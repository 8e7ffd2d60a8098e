/**
 * Whether dotted version `actual` is at least `wanted`. Numbers only: `1.10.0` is newer than `1.9.1`.
 * @param {string} actual
 * @param {string} wanted
 */
export function isAtLeast(actual, wanted) {
  const [a, w] = [actual, wanted].map((version) => version.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (a?.[i] ?? 0) - (w?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
