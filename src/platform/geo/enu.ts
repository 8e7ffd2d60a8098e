import { degrees, e2, primeVerticalRadius, radians, wgs84 } from './ellipsoid.ts';

/** A point by WGS 84: degrees, and metres above the ellipsoid. */
export interface Geographic {
  lon: number;
  lat: number;
  height: number;
}

/** A point in metres around an origin, in the plane that touches the ellipsoid there. */
export interface Local {
  east: number;
  north: number;
  up: number;
}

/**
 * Metres around an origin, exactly: through geocentric coordinates X = (N + h) cos φ cos λ, Y = (N + h) cos φ sin λ,
 * Z = (N (1 - e²) + h) sin φ, turned into the directions east, north and up of the origin (Misra & Enge, Global Positioning
 * System, 2nd edition, 4.A.2). Up is that of the origin: the ground falls away from it by 8 cm in the first kilometre.
 */
export function createEnu(origin: Geographic) {
  const from = toGeocentric(origin);
  const [lon, lat] = [radians(origin.lon), radians(origin.lat)];
  const [sinLon, cosLon, sinLat, cosLat] = [Math.sin(lon), Math.cos(lon), Math.sin(lat), Math.cos(lat)];
  return {
    toLocal(point: Geographic): Local {
      const to = toGeocentric(point);
      const [x, y, z] = [to.x - from.x, to.y - from.y, to.z - from.z];
      const outward = cosLon * x + sinLon * y;
      return {
        east: -sinLon * x + cosLon * y,
        north: -sinLat * outward + cosLat * z,
        up: cosLat * outward + sinLat * z,
      };
    },
    toGeographic({ east, north, up }: Local): Geographic {
      const outward = -sinLat * north + cosLat * up;
      return fromGeocentric({
        x: from.x - sinLon * east + cosLon * outward,
        y: from.y + cosLon * east + sinLon * outward,
        z: from.z + cosLat * north + sinLat * up,
      });
    },
  };
}

interface Geocentric {
  x: number;
  y: number;
  z: number;
}

function toGeocentric({ lon, lat, height }: Geographic): Geocentric {
  const [l, p] = [radians(lon), radians(lat)];
  const n = primeVerticalRadius(p);
  const across = (n + height) * Math.cos(p);
  return { x: across * Math.cos(l), y: across * Math.sin(l), z: (n * (1 - e2) + height) * Math.sin(p) };
}

/** Enough for 1e-12 degrees from the ground to satellites, as each one wins some three digits. */
const iterations = 6;

/** By Bowring's reduced latitude β (Survey Review 23, 1976), repeated. */
function fromGeocentric({ x, y, z }: Geocentric): Geographic {
  const { a, b, f } = wgs84;
  const across = Math.hypot(x, y);
  const second = e2 / (1 - e2);
  let lat = Math.atan2(z, across * (1 - e2));
  for (let n = 0; n < iterations; n++) {
    const beta = Math.atan2((1 - f) * Math.sin(lat), Math.cos(lat));
    lat = Math.atan2(z + second * b * Math.sin(beta) ** 3, across - e2 * a * Math.cos(beta) ** 3);
  }
  // Unlike across / cos φ - N, this also holds at the poles.
  const height = across * Math.cos(lat) + z * Math.sin(lat) - a * Math.sqrt(1 - e2 * Math.sin(lat) ** 2);
  return { lon: degrees(Math.atan2(y, x)), lat: degrees(lat), height };
}
