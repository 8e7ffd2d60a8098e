import type { CheckedFlight } from './check-flight.ts';
import type { Placed } from './checks/line.ts';
import { clockOf } from './checks/flights.ts';
import { lengthOf } from './checks/length.ts';

/**
 * A map of a flight by RFC 7946: a line for each folder and camera, and what each image shows; a point for those of which that
 * is not known. Heights are there when they are above the ellipsoid, as the RFC wants them.
 */
export function toGeoJson({ lines }: CheckedFlight): Buffer {
  const features = lines.flatMap((line) => [lineFeature(line), ...line.images.map(imageFeature)]);
  const text = features.map((feature) => JSON.stringify(feature)).join(',\n');
  return Buffer.from(`{"type":"FeatureCollection","features":[\n${text}\n]}\n`);
}

function lineFeature({ folder, camera, images }: CheckedFlight['lines'][number]) {
  let lon = images[0]!.lon;
  const points = images.map((image) => {
    lon = image.lon + 360 * Math.round((lon - image.lon) / 360); // goes on across the date line
    return pointOf({ ...image, lon });
  });
  const timed = images.filter((image) => clockOf(image) !== null);
  return {
    type: 'Feature',
    geometry:
      points.length > 1 ? { type: 'LineString', coordinates: points } : { type: 'Point', coordinates: points[0] },
    properties: {
      kind: 'flightLine',
      folder,
      camera: camera && [camera.make, camera.model, camera.serial].filter(Boolean).join(' '),
      images: images.length,
      lengthMetres: round(lengthOf(images)),
      firstTakenAt: timeOf(timed[0]),
      lastTakenAt: timeOf(timed.at(-1)),
    },
  };
}

function imageFeature(image: Placed) {
  const { key, footprint, footprintFrom, groundSamplingDistance, problems } = image;
  return {
    type: 'Feature',
    geometry: footprint
      ? { type: 'Polygon', coordinates: [footprint.map(([lon, lat]) => [degree(lon), degree(lat)])] }
      : { type: 'Point', coordinates: pointOf(image) },
    properties: {
      kind: footprint ? 'footprint' : 'image',
      key,
      takenAt: timeOf(image),
      footprintFrom,
      groundSamplingDistance,
      problems: problems.map(({ code }) => code),
    },
  };
}

const pointOf = ({ lon, lat, altitude, altitudeReference }: Placed) =>
  altitude !== null && altitudeReference === 'ELLIPSOID'
    ? [degree(lon), degree(lat), altitude]
    : [degree(lon), degree(lat)];

const timeOf = (image: Placed | undefined) => image?.takenAt ?? image?.localTime ?? null;
/** To 0.1 mm. */
const degree = (value: number) => Number(value.toFixed(9));
const round = (metres: number) => Number(metres.toFixed(2));
