/**
 * What the middle of an image shows, by its footprint: where the diagonals cross, which a perspective leaves where it is. Null
 * without a footprint of four corners.
 */
export function middleOf(
  footprint: readonly (readonly [number, number])[] | null,
): { lon: number; lat: number } | null {
  if (footprint?.length !== 5) return null;
  const [[ax, ay], [bx, by], [cx, cy], [dx, dy]] = footprint as [P, P, P, P, P];
  const across = (cx - ax) * (dy - by) - (cy - ay) * (dx - bx);
  if (across === 0) return null;
  const share = ((bx - ax) * (dy - by) - (by - ay) * (dx - bx)) / across;
  const lon = ax + share * (cx - ax);
  return { lon: lon - 360 * Math.round(lon / 360), lat: ay + share * (cy - ay) };
}

type P = readonly [number, number];
