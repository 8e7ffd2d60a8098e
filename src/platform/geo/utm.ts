import { CrsRejected } from './crs-rejected.ts';

export interface UtmZone {
  /** 1 to 60. */
  zone: number;
  south: boolean;
  /** 32601 to 32660 in the north, 32701 to 32760 in the south; WGS 84. */
  epsg: number;
}

/**
 * The UTM zone of a place in WGS 84 degrees: six degrees wide from 180° W, with the exceptions of south-west Norway (32V)
 * and Svalbard (31X to 37X). Throws `CrsRejected` beyond 80° S and 84° N, where UTM is not defined.
 */
export function utmZoneOf(lon: number, lat: number): UtmZone {
  if (!(Math.abs(lon) <= 180 && lat >= -80 && lat <= 84))
    throw new CrsRejected('OUTSIDE', `UTM is not defined at longitude ${lon}, latitude ${lat}.`);
  const zone = exceptionAt(lon, lat) ?? (Math.floor((lon + 180) / 6) % 60) + 1;
  const south = lat < 0;
  return { zone, south, epsg: (south ? 32_700 : 32_600) + zone };
}

function exceptionAt(lon: number, lat: number): number | null {
  if (lat >= 56 && lat < 64 && lon >= 3 && lon < 12) return 32;
  if (lat < 72 || lon < 0 || lon >= 42) return null;
  if (lon < 9) return 31;
  if (lon < 21) return 33;
  return lon < 33 ? 35 : 37;
}
