import sharp from 'sharp';
import { createCrs } from '../../src/platform/geo/crs.ts';
import { CrsRejected } from '../../src/platform/geo/crs-rejected.ts';
import { openRaster, type PixelWindow, type Raster } from '../../src/platform/geo/raster.ts';
import { RasterRejected } from '../../src/platform/geo/raster-rejected.ts';
import { metresPerPixel, readView, type SquareView } from '../../src/platform/geo/square-view.ts';
import { asRejection, ImageRejected } from '../../src/platform/images/rejection.ts';
import { project } from '../../src/platform/registration/homography.ts';
import type { Registered } from '../../src/platform/registration/registered.ts';
import { maxRegistrationPixels, type Registration } from '../../src/platform/registration/registration.ts';
import { ObjectChangedError, ObjectNotFoundError, type Storage } from '../../src/platform/storage.ts';
import type { FlightImage } from '../flight-ingestion/manifest.ts';
import { unmeasured, unusable } from './against-points.ts';
import type { PinnedReference } from './contract/reference.ts';
import { differenceFrom } from './difference.ts';
import type { Measurement } from './measurement.ts';
import { middleOf } from './middle.ts';

interface Tools {
  storage: Storage;
  registration: Registration;
  limits: { maxBytes: number; maxPixels: number };
  signal: AbortSignal;
}

type RasterReference = Extract<PinnedReference, { kind: 'RASTER' }>;

/** Pixels of the longer side of an image, and of what is searched around it, as they are compared. */
const imageSide = 900;
const margin = 700;
/** Pixels of the raster that are decoded for one image, at most: some seconds of work. */
const mostPixels = 2e8;
/** A part of a raster that has less of it than this is nothing to find an image in. */
const leastValid = 0.2;

/** What an image is compared with is not there. `message` says why. */
class NotComparable extends Error {
  readonly code: 'UNUSABLE_IMAGE' | 'UNREADABLE_IMAGE' | 'NOT_FOUND_IN_RASTER';

  constructor(code: NotComparable['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Opens the raster of a reference. Throws `RasterRejected`, `CrsRejected`, and what storage throws. */
export async function openReference(storage: Storage, { source, crs }: RasterReference, signal: AbortSignal) {
  const facts = await storage.head(source, signal);
  if (!facts) throw new ObjectNotFoundError(`${source.key} does not exist.`);
  const raster = await openRaster((range, inner) => storage.read(source, { range, signal: inner ?? signal }), {
    bytes: facts.bytes,
    crs: crs === null ? null : createCrs(crs),
  });
  raster.toLonLat([raster.width / 2, raster.height / 2]); // throws where it does not say where it is
  return raster;
}

/** Finds images in a raster: where the middle of an image is found is where it truly is. */
export function createRasterMeasurer(raster: Raster, { within }: RasterReference, tools: Tools) {
  return async (image: FlightImage, line: number): Promise<Measurement> => {
    const known = unmeasured(image, line);
    const { lon, lat } = known;
    if (lon === null || lat === null) return { ...known, problem: unusable(image) };
    const said = middleOf(image.footprint) ?? { lon, lat };
    try {
      const { truth, found } = await find(raster, image, { said, within }, tools);
      return {
        ...known,
        ...said,
        truth: { ...truth, height: null },
        error: { ...differenceFrom(truth)(said), z: null },
        fit: { inliers: found.inliers, rmsePixels: found.rmsePx },
      };
    } catch (error) {
      const problem = error instanceof CrsRejected && error.code === 'OUTSIDE' ? outside() : error;
      if (!(problem instanceof NotComparable)) throw error;
      return { ...known, problem: { code: problem.code, message: problem.message } };
    }
  };
}

async function find(
  raster: Raster,
  image: FlightImage,
  { said, within }: { said: { lon: number; lat: number }; within: number },
  tools: Tools,
): Promise<{ truth: { lon: number; lat: number }; found: Registered }> {
  const { width, height, groundSamplingDistance: fine } = image;
  if (width === null || height === null || fine === null)
    throw new NotComparable('UNUSABLE_IMAGE', 'Its size on the ground is not known, so that it cannot be looked for.');
  const at = raster.toPixel([said.lon, said.lat]);
  const metres = metresPerPixel(raster.toLonLat, at);
  const pixelMetres = Math.max(...metres);
  const reach = (Math.hypot(width, height) / 2) * fine + within;
  // A view is read up to twice as fine as it is wanted, and finer along the shorter side of pixels that are no squares.
  const stretch = Math.sqrt(pixelMetres / Math.min(...metres));
  const bearable = (2 * reach * stretch) / Math.sqrt(0.85 * maxRegistrationPixels);
  // Both are compared at the same detail: that of the coarser of the two, and what fits into memory.
  const sides = [(fine * Math.max(width, height)) / imageSide, (2 * within) / margin];
  const detail = Math.max(fine, pixelMetres, ...sides, bearable);
  const [across, down] = metres.map((length) => reach / length) as [number, number];
  const window: PixelWindow = { x: at[0] - across, y: at[1] - down, width: 2 * across, height: 2 * down };
  const view = await viewOf(raster, metres, { window, step: detail / pixelMetres }, tools.signal);
  const query = await greyOf(image, (Math.max(width, height) * fine) / detail, tools);
  const found = await tools.registration.register(query, view.grey, {}, tools.signal);
  const middle = found && project(found.homography, [query.width / 2, query.height / 2]);
  if (!found || !middle)
    throw new NotComparable('NOT_FOUND_IN_RASTER', `It is not found within ${within} m of where it says it is.`);
  const [truthLon, truthLat] = raster.toLonLat([
    view.origin[0] + middle[0] * view.step[0],
    view.origin[1] + middle[1] * view.step[1],
  ]);
  return { truth: { lon: truthLon, lat: truthLat }, found };
}

const outside = () => new NotComparable('NOT_FOUND_IN_RASTER', 'The raster does not show where it says it is.');

async function viewOf(
  raster: Raster,
  metres: readonly [number, number],
  { window, step }: { window: PixelWindow; step: number },
  signal: AbortSignal,
): Promise<SquareView> {
  const there =
    window.x < raster.width - step &&
    window.y < raster.height - step &&
    window.x + window.width > step &&
    window.y + window.height > step;
  if (!there) throw outside();
  if (raster.pixelsToRead(window, step) > mostPixels) {
    throw new RasterRejected(
      'TOO_LARGE',
      'The raster has too many pixels where an image may be. Store it with overviews, as a Cloud Optimized GeoTIFF (`gdal_translate -of COG`), or look for images `within` fewer metres.',
    );
  }
  const view = await readView({ raster, metres }, window, step, signal);
  if (view.valid < leastValid) throw outside();
  return view;
}

/** The image as grey, its longer side so many pixels. */
async function greyOf({ bucket, key, etag, bytes }: FlightImage, side: number, { storage, limits, signal }: Tools) {
  if (bytes > limits.maxBytes)
    throw new NotComparable('UNREADABLE_IMAGE', `It has ${bytes} bytes; at most ${limits.maxBytes} are read.`);
  const pixels = Math.max(1, Math.round(side));
  try {
    const content = await storage.read({ bucket, key, etag }, { signal });
    const { data, info } = await sharp(content, { limitInputPixels: limits.maxPixels })
      .timeout({ seconds: 60 })
      .resize(pixels, pixels, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'black' })
      .greyscale()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
      .catch((error: unknown) => {
        throw asRejection(error);
      });
    return { data: new Uint8Array(data), width: info.width, height: info.height };
  } catch (error) {
    if (error instanceof ImageRejected) throw new NotComparable('UNREADABLE_IMAGE', error.message);
    if (error instanceof ObjectNotFoundError || error instanceof ObjectChangedError)
      throw new NotComparable('UNREADABLE_IMAGE', 'It was removed or changed since the manifest was made.');
    throw error;
  }
}
