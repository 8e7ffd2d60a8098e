import { createCrs, type Crs } from '../../../src/platform/geo/crs.ts';
import { CrsRejected } from '../../../src/platform/geo/crs-rejected.ts';
import { ControlRejected, type ControlPoint, type ControlProblem, type RawPoint } from './control-point.ts';
import { readCsv } from './read-csv.ts';
import { readGeojson } from './read-geojson.ts';

/** More are no survey, and are in memory at once. */
const mostControlPoints = 50_000;
/** Bytes of their file. */
export const mostControlBytes = 16 * 1024 * 1024;

export interface Control {
  points: ControlPoint[];
  problems: ControlProblem[];
}

/**
 * Control points of a CSV or GeoJSON file, in WGS 84. `crs` is the system of points for which the file says none. What is
 * wrong with single points is a problem of theirs; throws ControlRejected for what is wrong with all of them.
 */
export function readControl(bytes: Buffer, crs: string | null): Control {
  const text = decode(bytes);
  const { points: raw, problems } = text.trimStart().startsWith('{') ? readGeojson(text) : readCsv(text);
  if (raw.length + problems.length > mostControlPoints)
    throw new ControlRejected(`There are more than ${mostControlPoints} control points. Give those of this flight.`);
  const points: ControlPoint[] = [];
  const systems = new Map<string, Crs | CrsRejected>();
  const seen = new Map<string, string>();
  for (const point of raw) {
    const name = point.crs ?? crs;
    if (name === null) {
      throw new ControlRejected(
        'Nothing says which coordinate reference system x and y are in: set reference.points.crs, such as EPSG:32631, or add a column "crs".',
      );
    }
    const at = point.place[0]!.toUpperCase() + point.place.slice(1);
    const earlier = seen.get(point.id.toLowerCase());
    if (earlier) {
      problems.push({
        code: 'DUPLICATE_POINT',
        message: `${at}: "${point.id}" is in ${earlier} already, which counts.`,
      });
      continue;
    }
    const located = locate(point, systemOf(name, systems));
    if ('message' in located) {
      problems.push({ code: located.code, message: `${at}: ${located.message}` });
      continue;
    }
    seen.set(point.id.toLowerCase(), point.place);
    points.push({ id: point.id, place: point.place, height: point.height, ...located });
  }
  if (points.length === 0) {
    const [first] = problems;
    throw new ControlRejected(
      `There is no control point that can be used. ${first ? first.message : 'The file has none.'}`,
    );
  }
  return { points, problems };
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes); // without a byte order mark
  } catch (cause) {
    throw new ControlRejected('The control points are not UTF-8 text: export them as CSV or GeoJSON.', { cause });
  }
}

function systemOf(name: string, known: Map<string, Crs | CrsRejected>): Crs | CrsRejected {
  const before = known.get(name);
  if (before) return before;
  const found = attempt(() => createCrs(/^\d+$/.test(name) ? Number(name) : name));
  known.set(name, found);
  return found;
}

function locate({ x, y }: RawPoint, crs: Crs | CrsRejected): { lon: number; lat: number } | ControlProblem {
  if (crs instanceof CrsRejected) return { code: 'UNKNOWN_CRS', message: crs.message };
  if (crs.geographic && Math.abs(y) > 90) {
    const exchanged = Math.abs(x) <= 90 ? ' Are latitude and longitude exchanged?' : '';
    return { code: 'INVALID_POINT', message: `latitude ${y} is not on Earth.${exchanged}` };
  }
  if (crs.geographic && Math.abs(x) > 360) return { code: 'INVALID_POINT', message: `longitude ${x} is not on Earth.` };
  const found = attempt(() => crs.inverse([x, y]));
  if (found instanceof CrsRejected) return { code: 'INVALID_POINT', message: found.message };
  return { lon: found[0], lat: found[1] };
}

function attempt<T>(make: () => T): T | CrsRejected {
  try {
    return make();
  } catch (error) {
    if (error instanceof CrsRejected) return error;
    throw error;
  }
}
