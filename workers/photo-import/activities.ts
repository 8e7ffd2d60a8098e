import { createBrands } from '../../src/services/brands/brands.ts';
import { createPhotoIndex, type LookedAt } from '../../src/services/photos/photo-index.ts';
import { implementActivities, type Dependencies } from '../kit/activity.ts';
import { mostProblems, photoImport } from './contract.ts';
import { inParts } from './in-parts.ts';
import { listObjects, placeOf, TooManyObjects } from './list-objects.ts';
import { lookAt } from './look-at.ts';

/** Photos that are in memory at a time, and written down together: what is lost with a worker is fewer. */
const atOnce = 4;

/** Brings what is known of a brand's photos up to date with storage. */
export const createActivities = ({ storage, settings: { images }, database }: Dependencies) =>
  implementActivities(photoImport, {
    async index({ brand: key }, { report, fail, signal, run: { first: run } }) {
      if (!database) return fail('DATABASE_NEEDED', photoImport.errors.DATABASE_NEEDED);
      const { id: brand, photoPrefixes } = await createBrands(database, storage).known(key);
      const photos = createPhotoIndex(database);

      const objects = await listObjects(storage, photoPrefixes, {
        signal,
        onListed: (done) => report({ done, unit: 'photos', message: 'Looking for photos' }),
      }).catch((error: unknown) => {
        if (error instanceof TooManyObjects) return fail('TOO_MANY_PHOTOS', error.message);
        throw error;
      });
      const known = await photos.known(brand);
      const etags = new Map(known.map((photo) => [placeOf(photo), photo.etag]));
      // The rows are the checkpoint: what an attempt has written down the next one finds unchanged.
      const fresh = objects.filter((object) => etags.get(placeOf(object)) !== object.etag);
      const tell = (left: number) =>
        report({ done: objects.length - left, total: objects.length, unit: 'photos', message: 'Looking at photos' });

      let left = fresh.length;
      tell(left);
      for (const part of inParts(fresh, atOnce)) {
        const found = await Promise.all(part.map((object) => lookAt(storage, object, images, signal)));
        await photos.save(
          brand,
          run,
          found.filter((one): one is LookedAt => one !== null),
        );
        signal.throwIfAborted();
        left -= part.length;
        tell(left);
      }

      const there = new Set(objects.map(placeOf));
      const gone = known.filter((photo) => photo.missingAt === null && !there.has(placeOf(photo)));
      const back = known.filter((photo) => photo.missingAt !== null && there.has(placeOf(photo)));
      for (const ids of inParts(gone, 1000))
        await photos.setMissing(
          ids.map(({ id }) => id),
          true,
        );
      for (const ids of inParts(back, 1000))
        await photos.setMissing(
          ids.map(({ id }) => id),
          false,
        );
      const { imported, unsuitable, problems } = await photos.summary(brand, run, mostProblems);
      return {
        found: objects.length,
        imported,
        missing: gone.length,
        unsuitable,
        problems: problems.map(({ bucket, key: object, problems: [first] }) => ({
          bucket,
          key: object,
          code: first!.code,
          message: first!.message,
        })),
      };
    },
  });
