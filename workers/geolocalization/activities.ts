import { affineOf, offsetBetween, placeOf, worldFile } from './place.ts';
import { readView } from '../../src/platform/geo/square-view.ts';
import { sharedRegistration } from '../../src/platform/registration/registration.ts';
import type { Residual } from '../../src/platform/registration/registered.ts';
import type { Homography } from '../../src/platform/registration/homography.ts';
import { lookAt } from '../../src/platform/images/source.ts';
import { implementActivities, type Dependencies } from '../kit/activity.ts';
import { checkDestination } from '../kit/destination.ts';
import { storeResult, storeWork } from '../kit/store.ts';
import { geolocalization, type FoundPlace, type Located, type LonLat } from './contract.ts';
import { orFail } from './failure.ts';
import { residualMetres, throughReference, toGeoJson } from './geojson.ts';
import { claimOf, greyOf } from './image.ts';
import { destinationOf, outputsOf } from './outputs.ts';
import { drawOverlay } from './overlay.ts';
import { claimedPlace, pixelsOf, planOf } from './plan-of.ts';
import { findReference, openReference, type Reference } from './reference.ts';
import { searchTiles } from './search.ts';
import { areaOf } from './search-area.ts';

/** Pixels along the longer side. */
const overlaySide = 1200;
const previewSide = 480;
/** Pixels of the reference that are read for it, at most: between what an image claims and where it is may be a country. */
const mostOverlayPixels = 4e8;

/** The effects of geolocalization on storage. */
export const createActivities = ({ storage, settings: { images } }: Dependencies) =>
  implementActivities(geolocalization, {
    inspect: (input, ctx) =>
      orFail(ctx, async () => {
        const { signal } = ctx;
        const destination = destinationOf(input.image, input.destination);
        checkDestination(storage, Object.values(outputsOf(destination)));
        const { etag, bytes, width, height, format } = await lookAt(storage, input.image, {
          maxBytes: images.maxBytes,
          signal,
        });
        const image = { bucket: input.image.bucket, key: input.image.key, etag, bytes, width, height };
        const reference = await findReference(storage, input.reference, signal);
        const { crsName } = await openReference(storage, reference, { crs: input.referenceCrs, signal });
        const claimed = format === 'TIFF' ? await claimOf(await storage.read(image, { signal })) : null;
        return {
          image,
          reference,
          referenceCrs: crsName,
          claimed: claimed && { transform: claimed.transform, crs: claimed.crs.name },
          destination,
        };
      }),

    search: ({ inspection, ...given }, ctx) =>
      orFail(ctx, async () => {
        const { signal } = ctx;
        const { image } = inspection;
        const reference = await openReference(storage, inspection.reference, { crs: inspection.referenceCrs, signal });
        const { tiles, factor, area, limits } = planOf(reference, { inspection, ...given });
        const query = await greyOf(await storage.read(image, { signal }), image, {
          factor,
          maxPixels: images.maxPixels,
          signal,
        });
        const overview = await readView(reference, area, Math.max(area.width, area.height) / previewSide, signal);
        const best = { inliers: 0, matches: 0, refused: 'nothing in the pictures is alike' };
        const found = await searchTiles(sharedRegistration, {
          query,
          size: image,
          reference,
          tiles,
          done: ctx.checkpoint?.tiles ?? 0,
          signal,
          onTile({ x, y, width, height, step }, { done, total, detector }) {
            ctx.report({
              done,
              total,
              unit: 'tiles',
              message: 'Searching the reference',
              detail: { detector, metresPerPixel: step * reference.metres[1], bestInliers: best.inliers },
              checkpoint: { tiles: Math.min(done, tiles.length) },
            });
            const corners = [
              [x, y],
              [x + width, y],
              [x + width, y + height],
              [x, y + height],
            ] as const;
            const drawn = drawOverlay(overview, [{ points: corners, colour: 'gold' }]);
            drawn.then(
              (picture) => ctx.preview(picture),
              (error: unknown) => ctx.log.warn({ err: error }, 'no preview'),
            );
          },
          onAttempt({ inliers, matches, refused }) {
            if (inliers > best.inliers) Object.assign(best, { inliers, matches, refused: refused ?? best.refused });
          },
        });
        if (!found) return { located: null, tiles: tiles.length, best, limits };
        const { residuals, ...place } = found;
        const data = Buffer.from(JSON.stringify(residuals));
        const work = await storeWork(storage, ctx.workKey, data, { contentType: 'application/json', signal });
        return {
          located: { ...place, homography: [...place.homography], residuals: work },
          tiles: tiles.length,
          best: null,
          limits: null,
        };
      }),

    store: ({ inspection, search: { located, tiles, best, limits } }, ctx) =>
      orFail(ctx, async () => {
        const { signal } = ctx;
        const { image } = inspection;
        const reference = await openReference(storage, inspection.reference, { crs: inspection.referenceCrs, signal });
        const residuals = located
          ? (JSON.parse((await storage.read(storage.own(located.residuals.key), { signal })).toString()) as Residual[])
          : [];
        const found = located && foundPlace(located, residuals, image, reference);
        const claim = claimedPlace(inspection);
        const at = outputsOf(inspection.destination);
        const content = { image: image.key, found: found && found.place, claimed: claim, residuals, reference };
        const save = (where: (typeof at)[keyof typeof at], data: Buffer, contentType: string) =>
          storeResult(storage, where, data, { contentType, signal });
        const ring = (corners: readonly LonLat[] | undefined, colour: string) => {
          const points = corners && pixelsOf(reference, corners);
          return points ? [{ points, colour }] : [];
        };
        const rings = [...ring(claim?.footprint, 'deepskyblue'), ...ring(found?.place.footprint, 'red')];
        const overlay = await overlayOf(reference, rings, signal);
        if (overlay) ctx.preview(overlay);
        return {
          outcome: found ? 'FOUND' : 'NOT_FOUND',
          found: found && found.place,
          claimed: claim && {
            centre: claim.centre,
            footprint: claim.footprint,
            crs: inspection.claimed!.crs,
            ...(found
              ? offsetBetween(claim.centre, found.place.centre)
              : { offsetMetres: null, offsetEast: null, offsetNorth: null }),
          },
          reason: best && whyNot(best, limits),
          tilesSearched: tiles,
          referenceCrs: reference.crsName,
          geoJson: found || claim ? await save(at.geoJson, toGeoJson(content), 'application/geo+json') : null,
          worldFile: found && (await save(at.worldFile, Buffer.from(found.worldFile), 'text/plain')),
          overlay: overlay && (await save(at.overlay, overlay, 'image/png')),
        };
      }),
  });

/** What was found, in the words of the result; and the world file that says about the same. */
function foundPlace(
  located: Located,
  residuals: readonly Residual[],
  image: { width: number; height: number },
  reference: Reference,
) {
  const homography = located.homography as unknown as Homography;
  const { detector, inliers, matches, confidence, rmsePixels, centreErrorMetres, cornerErrorMetres } = located;
  const lengths = residualMetres(residuals, reference.metres);
  const { transform, off } = affineOf(homography, image, reference.transform);
  const [across, down] = reference.metres;
  const place: FoundPlace = {
    ...placeOf(image, throughReference(homography, reference)),
    detector,
    inliers,
    matches,
    confidence,
    rmsePixels,
    rmseMetres: Math.sqrt(lengths.reduce((sum, length) => sum + length * length, 0) / lengths.length),
    largestResidualMetres: Math.max(...lengths),
    centreErrorMetres,
    cornerErrorMetres,
    worldFileErrorMetres: Math.max(...off.map(([dx, dy]) => Math.hypot(dx * across, dy * down))),
  };
  return { place, worldFile: worldFile(transform) };
}

/** The reference around rings, with them on it; null without any that are in the reference. The last one alone where all are too far apart. */
async function overlayOf(
  reference: Reference,
  rings: Parameters<typeof drawOverlay>[1],
  signal: AbortSignal,
): Promise<Buffer | null> {
  const area =
    rings.length > 0
      ? areaOf(
          reference.raster,
          rings.flatMap(({ points }) => points),
          0.25,
        )
      : null;
  if (!area) return null;
  const step = Math.max(1, Math.max(area.width, area.height) / overlaySide);
  if (rings.length > 1 && reference.raster.pixelsToRead(area, step) > mostOverlayPixels)
    return overlayOf(reference, rings.slice(-1), signal);
  return drawOverlay(await readView(reference, area, step, signal), rings);
}

const whyNot = (
  { inliers, matches, refused }: { inliers: number; matches: number; refused: string },
  limits: string | null,
) => [`Nowhere do enough points agree; at best ${inliers} of ${matches} (${refused}).`, limits ?? ''].join(' ').trim();
