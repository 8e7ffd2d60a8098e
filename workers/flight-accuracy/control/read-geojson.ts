import * as z from 'zod';
import { ControlRejected, longestId, type ControlProblem, type RawPoint } from './control-point.ts';

const collection = z.object({
  type: z.literal('FeatureCollection'),
  /** Of GeoJSON 2008; RFC 7946 has only WGS 84. */
  crs: z.object({ properties: z.object({ name: z.string().max(200) }) }).nullish(),
  features: z.array(z.unknown()),
});
const feature = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  geometry: z.object({
    type: z.literal('Point', { error: 'its geometry is not a Point.' }),
    coordinates: z
      .array(z.number({ error: 'a coordinate is no number.' }))
      .min(2, { error: 'it needs two or three coordinates.' })
      .max(3, { error: 'it needs two or three coordinates.' }),
  }),
  properties: z.record(z.string(), z.unknown()).nullish(),
});

/** The points of a GeoJSON file. Throws ControlRejected when it is none. */
export function readGeojson(text: string): { points: RawPoint[]; problems: ControlProblem[] } {
  const parsed = collection.safeParse(parseJson(text));
  if (!parsed.success) throw new ControlRejected('The control points are not a GeoJSON FeatureCollection of points.');
  const { crs, features } = parsed.data;
  const points: RawPoint[] = [];
  const problems: ControlProblem[] = [];
  for (const [index, raw] of features.entries()) {
    const place = `feature ${index + 1}`;
    const read = readFeature(raw);
    if (typeof read === 'string') problems.push({ code: 'INVALID_POINT', message: `Feature ${index + 1}: ${read}` });
    else points.push({ ...read, place, crs: crs ? epsgOfUrn(crs.properties.name) : 'EPSG:4326' });
  }
  return { points, problems };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ControlRejected('The control points begin like GeoJSON, and are no JSON.', { cause });
  }
}

function readFeature(raw: unknown): Pick<RawPoint, 'id' | 'x' | 'y' | 'height'> | string {
  const parsed = feature.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return issue!.message.endsWith('.') ? issue!.message : 'it is no feature with a Point.';
  }
  const { geometry, properties, id: own } = parsed.data;
  const [x, y, height] = geometry.coordinates;
  const id = [properties?.['image'], properties?.['id'], own, properties?.['name']].find(
    (value): value is string | number =>
      (typeof value === 'string' && value.trim() !== '') || typeof value === 'number',
  );
  if (id === undefined) return 'it does not say which image it is of: give it a property "image".';
  const text = String(id).trim();
  if (text.length > longestId) return `its id has more than ${longestId} characters.`;
  return { id: text, x: x!, y: y!, height: height ?? null };
}

/** `urn:ogc:def:crs:EPSG::32631` as `EPSG:32631`; CRS84 is WGS 84 with longitude first, as everything here. */
function epsgOfUrn(name: string): string {
  if (/\bCRS84$/.test(name)) return 'EPSG:4326';
  const code = /EPSG:(?:[\d.]*:)?(\d+)$/.exec(name)?.[1];
  return code ? `EPSG:${code}` : name;
}
