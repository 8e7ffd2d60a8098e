import { createCrs } from '../../src/platform/geo/crs.ts';
import { CrsRejected } from '../../src/platform/geo/crs-rejected.ts';
import { openRaster, type Raster } from '../../src/platform/geo/raster.ts';
import { RasterRejected } from '../../src/platform/geo/raster-rejected.ts';
import type { GeoTransform } from '../../src/platform/geo/geo-transform.ts';
import { metresPerPixel } from '../../src/platform/geo/square-view.ts';
import type { Point } from '../../src/platform/registration/homography.ts';
import { ObjectChangedError, ObjectNotFoundError, type Storage } from '../../src/platform/storage.ts';
import type { S3Object } from '../kit/objects.ts';

/** The reference is not there, or no longer the version that was asked for. */
export class ReferenceMissing extends Error {}

/** What is known of the reference before it is read: which version, and how large. */
export async function findReference(storage: Storage, reference: S3Object, signal: AbortSignal) {
  const head = await storage.head(reference, signal);
  if (!head) throw new ReferenceMissing('The reference does not exist.');
  const { etag, bytes } = head;
  if (reference.etag && reference.etag !== etag)
    throw new ReferenceMissing(`The reference does not exist in version ${reference.etag}; it is ${etag} now.`);
  return { bucket: reference.bucket, key: reference.key, etag, bytes };
}

/** A raster that says where it is. */
export interface Reference {
  raster: Raster;
  transform: GeoTransform;
  crsName: string;
  /** Metres of ground in a pixel, across and down, in its middle. */
  metres: [number, number];
  toGround: (pixel: Point) => { lon: number; lat: number };
}

/** Opens a version of it, of which later only what is needed is read. Throws `RasterRejected` and `CrsRejected`. */
export async function openReference(
  storage: Storage,
  { bytes, ...version }: { bucket: string; key: string; etag: string; bytes: number },
  { crs, signal }: { crs?: string | undefined; signal: AbortSignal },
): Promise<Reference> {
  const raster = await openRaster(
    (range, given) =>
      storage.read(version, { range, signal: given ?? signal }).catch((error: unknown) => {
        if (error instanceof ObjectNotFoundError) throw new ReferenceMissing('The reference does not exist any more.');
        if (error instanceof ObjectChangedError) throw new ReferenceMissing('The reference has changed since.');
        throw error;
      }),
    { bytes, crs: crs === undefined ? null : createCrs(crs) },
  );
  const { transform } = raster;
  if (!transform) {
    throw new RasterRejected(
      'NO_POSITION',
      'The reference does not say where it is: it has neither a transformation nor one tie point and a pixel size.',
    );
  }
  if (!raster.crs) throw new CrsRejected('UNKNOWN', raster.crsProblem ?? 'The reference names no system.');
  const toGround = (pixel: Point) => {
    const [lon, lat] = raster.toLonLat(pixel);
    return { lon, lat };
  };
  const metres = metresPerPixel(raster.toLonLat, [raster.width / 2, raster.height / 2]);
  return { raster, transform, crsName: raster.crs.name, metres, toGround };
}
