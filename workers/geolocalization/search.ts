import type { Grey } from '../../src/platform/geo/grey.ts';
import { readView, type SquareView } from '../../src/platform/geo/square-view.ts';
import {
  compose,
  cornersOf,
  project,
  signedArea,
  type Homography,
} from '../../src/platform/registration/homography.ts';
import type { Attempt, DetectorName, Registered, Residual } from '../../src/platform/registration/registered.ts';
import { maxRegistrationPixels, type Registration } from '../../src/platform/registration/registration.ts';
import type { Reference } from './reference.ts';
import { areaOf } from './search-area.ts';
import type { Tile } from './search-plan.ts';

/** AKAZE takes five times as long, so it looks at the most promising tiles alone. */
const secondTries = 24;
/** A tile with less of it known is not looked at. */
const minValid = 0.1;

interface Job {
  /** The image as it is compared, and its own size. */
  query: Grey;
  size: { width: number; height: number };
  reference: Reference;
  tiles: readonly Tile[];
  /** Tiles that were looked at before. */
  done: number;
  signal: AbortSignal;
  onTile: (tile: Tile, progress: { done: number; total: number; detector: DetectorName }) => void;
  onAttempt: (attempt: Attempt) => void;
}

/** Where the image is, from its own pixels to those of the reference. */
export interface Found extends Omit<Registered, 'rmsePx' | 'error95'> {
  rmsePixels: number;
  /** Within so many metres they are from where the homography puts them, with a probability of 95 %. */
  centreErrorMetres: number;
  cornerErrorMetres: number;
}

/** Looks at one tile after another: at all with ORB, then at the best of them with AKAZE. Null when it is in none. */
export async function searchTiles(registration: Registration, job: Job): Promise<Found | null> {
  const { tiles, done, signal, onTile } = job;
  const total = tiles.length + Math.min(secondTries, tiles.length);
  const promise = new Map<Tile, number>();

  const look = async (tile: Tile, detector: DetectorName, place: number) => {
    onTile(tile, { done: place, total, detector });
    const view = await readView(job.reference, tile, tile.step, signal);
    if (view.valid < minValid) return null;
    const onAttempt = (attempt: Attempt) => {
      promise.set(tile, attempt.inliers);
      job.onAttempt(attempt);
    };
    const found = await registration.register(job.query, view.grey, { detectors: [detector], onAttempt }, signal);
    return found && refined(registration, job, inReference(found, job, view));
  };

  for (const [index, tile] of tiles.entries()) {
    const found = index < done ? null : await look(tile, 'ORB', index);
    if (found) return found;
  }
  const again = tiles.toSorted((one, other) => (promise.get(other) ?? 0) - (promise.get(one) ?? 0));
  for (const [index, tile] of again.slice(0, secondTries).entries()) {
    const found = await look(tile, 'AKAZE', tiles.length + index);
    if (found) return found;
  }
  return null;
}

/** Once more, with as much detail as image and reference have in common, and all that the image shows. */
async function refined(registration: Registration, job: Job, found: Found): Promise<Found> {
  const { query, size, reference, signal } = job;
  const corners = cornersOf(size).flatMap((corner) => [project(found.homography, corner) ?? []].filter(isPoint));
  const area = areaOf(reference.raster, corners, 0.15);
  if (!area || corners.length < 4) return found;
  const matching = Math.sqrt(Math.abs(signedArea(corners)) / (query.width * query.height));
  const bearable = Math.sqrt((area.width * area.height) / (0.9 * maxRegistrationPixels));
  const view = await readView(reference, area, Math.max(1, matching, bearable), signal);
  const better = await registration.register(query, view.grey, { onAttempt: job.onAttempt }, signal);
  const exact = better && inReference(better, job, view);
  return exact && exact.cornerErrorMetres < found.cornerErrorMetres ? exact : found;
}

const isPoint = (point: readonly number[]): point is [number, number] => point.length === 2;

/** From the picture that was compared, and the part of the reference as it was read, to image and reference themselves. */
function inReference(
  { rmsePx, error95, ...found }: Registered,
  { query, size, reference }: Job,
  { origin, step }: SquareView,
): Found {
  const [sx, sy] = [query.width / size.width, query.height / size.height];
  const toReference: Homography = [step[0], 0, origin[0], 0, step[1], origin[1], 0, 0, 1];
  const pixelMetres = Math.max(step[0] * reference.metres[0], step[1] * reference.metres[1]);
  return {
    ...found,
    homography: compose(toReference, found.homography, [sx, 0, 0, 0, sy, 0, 0, 0, 1]),
    rmsePixels: rmsePx,
    centreErrorMetres: error95.middle * pixelMetres,
    cornerErrorMetres: error95.corner * pixelMetres,
    residuals: found.residuals.map(({ query: [qx, qy], reference: [x, y], dx, dy }): Residual => ({
      query: [qx / sx, qy / sy],
      reference: [origin[0] + step[0] * x, origin[1] + step[1] * y],
      dx: dx * step[0],
      dy: dy * step[1],
    })),
  };
}
