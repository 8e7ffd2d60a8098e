import { createEnu } from '../../../src/platform/geo/enu.ts';
import { signedArea } from './footprint.ts';

type Point = readonly [x: number, y: number];
type Ring = readonly Point[];

/** The part of the smaller of two footprints that both show, 0 to 1. */
export function overlapOf(one: Ring, other: Ring): number {
  const [lon, lat] = one[0]!;
  const enu = createEnu({ lon, lat, height: 0 });
  const toMetres = (ring: Ring): Point[] =>
    ring.slice(0, -1).map(([x, y]) => {
      const { east, north } = enu.toLocal({ lon: x, lat: y, height: 0 });
      return [east, north];
    });
  const [a, b] = [toMetres(one), toMetres(other)];
  const smaller = Math.min(signedArea(a), signedArea(b));
  return smaller > 0 ? Math.min(1, signedAreaOf(intersection(a, b)) / smaller) : 0;
}

const signedAreaOf = (ring: Ring) => (ring.length < 3 ? 0 : signedArea(ring));

/** Of two convex rings that go counter-clockwise: Sutherland and Hodgman, Communications of the ACM 17, 1974. */
function intersection(subject: Ring, clip: Ring): Ring {
  return clip.reduce<Ring>((left, from, n) => {
    const to = clip[(n + 1) % clip.length]!;
    const side = ([x, y]: Point) => (to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]);
    return left.flatMap((point, at): Point[] => {
      const before = left.at(at - 1)!;
      const [here, there] = [side(point), side(before)];
      const crosses = here * there < 0;
      const t = there / (there - here);
      const crossing: Point[] = crosses
        ? [[before[0] + t * (point[0] - before[0]), before[1] + t * (point[1] - before[1])]]
        : [];
      return here >= 0 ? [...crossing, point] : crossing;
    });
  }, subject);
}
