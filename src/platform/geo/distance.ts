import { radians, wgs84, wrapDegrees } from './ellipsoid.ts';

interface Position {
  lon: number;
  lat: number;
}

const mostIterations = 100;

/**
 * Metres along the ellipsoid between two points, to a tenth of a millimetre: Vincenty's inverse formula (Survey Review 23, 1975).
 * It does not converge for points that are nearly opposite on Earth; those get the great circle, within 0.6 %.
 */
export function geodesicDistance(from: Position, to: Position): number {
  const { a, b, f } = wgs84;
  const difference = radians(wrapDegrees(to.lon - from.lon));
  const reduced = (lat: number) => Math.atan2((1 - f) * Math.sin(radians(lat)), Math.cos(radians(lat)));
  const [u1, u2] = [reduced(from.lat), reduced(to.lat)];
  const [sin1, cos1, sin2, cos2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = difference;
  for (let n = 0; n < mostIterations; n++) {
    const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)];
    const sinS = Math.hypot(cos2 * sinL, cos1 * sin2 - sin1 * cos2 * cosL);
    if (sinS === 0) return 0;
    const cosS = sin1 * sin2 + cos1 * cos2 * cosL;
    const sigma = Math.atan2(sinS, cosS);
    const sinA = (cos1 * cos2 * sinL) / sinS;
    const cos2A = 1 - sinA ** 2;
    const middle = cos2A === 0 ? 0 : cosS - (2 * sin1 * sin2) / cos2A; // 0 along the equator
    const c = (f / 16) * cos2A * (4 + f * (4 - 3 * cos2A));
    const turn = sigma + c * sinS * (middle + c * cosS * (2 * middle ** 2 - 1));
    const next = difference + (1 - c) * f * sinA * turn;
    if (Math.abs(next - lambda) < 1e-12) {
      const u = (cos2A * (a ** 2 - b ** 2)) / b ** 2;
      const A = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)));
      const B = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)));
      const inner = (B / 6) * middle * (4 * sinS ** 2 - 3) * (4 * middle ** 2 - 3);
      const delta = B * sinS * (middle + (B / 4) * (cosS * (2 * middle ** 2 - 1) - inner));
      return b * A * (sigma - delta);
    }
    lambda = next;
  }
  return greatCircle(from, to);
}

/** Metres on a sphere of the mean radius (2a + b) / 3. */
function greatCircle(from: Position, to: Position): number {
  const [p1, p2] = [radians(from.lat), radians(to.lat)];
  const h = Math.sin((p2 - p1) / 2) ** 2 + Math.cos(p1) * Math.cos(p2) * Math.sin(radians(to.lon - from.lon) / 2) ** 2;
  return ((2 * (2 * wgs84.a + wgs84.b)) / 3) * Math.asin(Math.sqrt(Math.min(1, h)));
}
