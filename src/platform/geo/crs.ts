import proj4 from 'proj4';
import list from 'proj4-list';
import { CrsRejected } from './crs-rejected.ts';
import type { GeoKeys } from './geo-keys.ts';
import { epsgOfGeoKeys } from './geo-keys.ts';

/** Two numbers: east, then north; or longitude, then latitude. */
export type Position = readonly [x: number, y: number];

export interface Crs {
  /** Its EPSG number; null for one that a proj string says. */
  epsg: number | null;
  /** `EPSG:32631`, or the proj string. */
  name: string;
  geographic: boolean;
  /** Metres in one of its units; null for a geographic one, whose units are degrees. */
  metresPerUnit: number | null;
  /** From WGS 84 longitude and latitude in degrees to coordinates in its units. Throws `CrsRejected`. */
  forward: (lonLat: Position) => [number, number];
  /** From coordinates in its units to WGS 84 longitude and latitude in degrees. Throws `CrsRejected`. */
  inverse: (position: Position) => [number, number];
}

const wgs84 = '+proj=longlat +datum=WGS84 +no_defs';

/**
 * A coordinate reference system by its EPSG number, by a proj string, or by the GeoKeys of a raster. UTM on WGS 84 is by
 * formula, other numbers are looked up. Between datums it goes by the parameters of the definition (`+towgs84`), without
 * grids: for most of them that is good to metres. Throws `CrsRejected` for what it does not know.
 */
export function createCrs(definition: number | string | GeoKeys): Crs {
  if (typeof definition === 'object') return createCrs(epsgOfGeoKeys(definition));
  if (typeof definition === 'number') {
    const name = `EPSG:${definition}`;
    const proj = projOfUtm(definition) ?? list[name]?.[1].trim();
    if (!proj) {
      throw new CrsRejected(
        'UNKNOWN',
        `The coordinate reference system ${name} is not known here. Give it as a proj string (+proj=…), or reproject the data, such as to WGS 84 / UTM.`,
      );
    }
    return fromProj(proj, definition, name);
  }
  const proj = definition.trim();
  const epsg = /^epsg:(\d{4,6})$/i.exec(proj)?.[1];
  if (epsg) return createCrs(Number(epsg));
  if (!/^\+proj=[\w+=.,:\s-]+$/.test(proj) || proj.length > 500 || /nadgrids=(?!@null)/.test(proj)) {
    throw new CrsRejected(
      'UNKNOWN',
      'A coordinate reference system is an EPSG number, such as EPSG:32631, or a proj string that begins with +proj= and needs no grid files.',
    );
  }
  return fromProj(proj, null, proj);
}

function projOfUtm(epsg: number): string | null {
  const zone = epsg % 100;
  const hemisphere = epsg - zone;
  if ((hemisphere !== 32_600 && hemisphere !== 32_700) || zone < 1 || zone > 60) return null;
  return `+proj=utm +zone=${zone}${hemisphere === 32_700 ? ' +south' : ''} +datum=WGS84 +units=m +no_defs`;
}

function fromProj(proj: string, epsg: number | null, name: string): Crs {
  const geographic = /\+proj=(longlat|latlong|lonlat|latlon)\b/.test(proj);
  const converter = understood(() => proj4(wgs84, proj), name);
  const { to_meter: metres } = understood(() => proj4.Proj(proj), name) as { to_meter?: number };
  const convert = (ask: (position: [number, number]) => [number, number], [x, y]: Position): [number, number] => {
    const [east, north] = Number.isFinite(x) && Number.isFinite(y) ? attempt(() => ask([x, y])) : [NaN, NaN];
    if (Number.isFinite(east) && Number.isFinite(north)) return [east, north];
    throw new CrsRejected('OUTSIDE', `${name} has no coordinates for ${x}, ${y}.`);
  };
  return {
    epsg,
    name,
    geographic,
    metresPerUnit: geographic ? null : (metres ?? 1),
    forward([lon, lat]) {
      if (!(Math.abs(lat) <= 90)) throw new CrsRejected('OUTSIDE', `There is no latitude ${lat}.`);
      return convert((position) => converter.forward(position), [lon, lat]);
    },
    inverse(position) {
      const [lon, lat] = convert((given) => converter.inverse(given), position);
      if (Math.abs(lat) <= 90) return [normalised(lon), lat];
      throw new CrsRejected('OUTSIDE', `${name} has no coordinates for ${position[0]}, ${position[1]}.`);
    },
  };
}

/** proj4 throws strings, too. */
function understood<T>(make: () => T, name: string): T {
  try {
    return make();
  } catch (cause) {
    throw new CrsRejected('UNKNOWN', `The coordinate reference system ${name} is not understood here.`, { cause });
  }
}

function attempt(ask: () => [number, number]): [number, number] {
  try {
    return ask();
  } catch {
    return [NaN, NaN]; // where a projection ends proj4 throws, or answers with what is no number
  }
}

/** From -180 to 180. */
const normalised = (lon: number): number => (Math.abs(lon) <= 180 ? lon : lon - 360 * Math.round(lon / 360));
