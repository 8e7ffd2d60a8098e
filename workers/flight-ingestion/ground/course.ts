import { degrees, radians, wrapDegrees } from '../../../src/platform/geo/ellipsoid.ts';

interface Position {
  lon: number;
  lat: number;
}

/** Direction from one point to another that is near, in degrees clockwise from north; null when they are the same. */
export function courseOf(from: Position, to: Position): number | null {
  const east = wrapDegrees(to.lon - from.lon) * Math.cos(radians((from.lat + to.lat) / 2));
  const north = to.lat - from.lat;
  return east === 0 && north === 0 ? null : degrees(Math.atan2(east, north));
}

/** Degrees between two directions, 0 to 180. */
export const turn = (one: number, other: number) => Math.abs(wrapDegrees(one - other));
