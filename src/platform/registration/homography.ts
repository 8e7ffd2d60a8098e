/** Row by row: x' = (h0 x + h1 y + h2) / (h6 x + h7 y + h8), y' likewise. */
export type Homography = readonly [number, number, number, number, number, number, number, number, number];
export type Point = readonly [x: number, y: number];

/** Null where the homography has no value: at, or behind, its horizon. */
export function project(h: Homography, [x, y]: Point): [number, number] | null {
  const w = h[6] * x + h[7] * y + h[8];
  if (!(w > 0)) return null;
  return [(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w];
}

/** The one that does what each of them does, the last first. */
export const compose = (...homographies: readonly Homography[]): Homography =>
  homographies.reduce(
    (product, next) =>
      product.map((_, at) =>
        [0, 1, 2].reduce((sum, k) => sum + product[at - (at % 3) + k]! * next[3 * k + (at % 3)]!, 0),
      ) as unknown as Homography,
  );

/** The corners of a picture, clockwise as one sees them, from the upper left. */
export const cornersOf = ({ width, height }: { width: number; height: number }): Point[] => [
  [0, 0],
  [width, 0],
  [width, height],
  [0, height],
];

/** Positive for points that go round as those of `cornersOf` do (the shoelace formula). */
export const signedArea = (points: readonly Point[]): number =>
  points.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length]!;
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);

/** Whether every turn of a ring goes the way of `cornersOf`. */
export const isConvex = (points: readonly Point[]): boolean =>
  points.every((point, index) => {
    const next = points[(index + 1) % points.length]!;
    const afterNext = points[(index + 2) % points.length]!;
    return signedArea([point, next, afterNext]) > 0;
  });

/** The area of the smallest convex ring around points (Andrew's monotone chain). */
export function hullArea(points: readonly Point[]): number {
  const sorted = points.toSorted(([x1, y1], [x2, y2]) => x1 - x2 || y1 - y2);
  const half = (ordered: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length >= 2 && signedArea([chain.at(-2)!, chain.at(-1)!, point]) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return Math.abs(signedArea([...half(sorted), ...half(sorted.toReversed())]));
}
