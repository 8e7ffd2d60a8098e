import { sharedRegistration } from '../../src/platform/registration/registration.ts';
import { ObjectChangedError, ObjectNotFoundError } from '../../src/platform/storage.ts';
import { implementActivities, type Dependencies } from '../kit/activity.ts';
import { createPointsMeasurer } from './against-points.ts';
import { createRasterMeasurer, openReference } from './against-raster.ts';
import { aggregate } from './aggregate.ts';
import { flightAccuracy } from './contract.ts';
import type { Control } from './control/read-control.ts';
import { ManifestRejected, readPart } from './manifest-lines.ts';
import { measurePart } from './measure-part.ts';
import { whyUnfit } from './reference.ts';
import { split } from './split.ts';

/** Measures images against a reference, and reports what comes of it. */
export const createActivities = ({ storage, settings }: Dependencies) =>
  implementActivities(flightAccuracy, {
    split: (input, context) => split(storage, input, context),

    async measure({ part, parts, manifest, reference }, context) {
      const { signal, fail } = context;
      const images = await readPart(storage, manifest, part, signal).catch((error: unknown) => {
        if (error instanceof ManifestRejected) return fail(error.code, error.message);
        throw error;
      });
      if (reference.kind === 'RASTER') {
        try {
          const raster = await openReference(storage, reference, signal);
          const tools = { storage, registration: sharedRegistration, limits: settings.images, signal };
          const measure = createRasterMeasurer(raster, reference, tools);
          return await measurePart(storage, { part, parts, images }, { measure, chunkImages: 10 }, context);
        } catch (error) {
          const unfit = whyUnfit(error);
          if (unfit !== null) return fail('REFERENCE_INVALID', unfit);
          if (error instanceof ObjectNotFoundError || error instanceof ObjectChangedError)
            return fail('REFERENCE_NOT_FOUND', 'The reference was removed or changed while images were measured.');
          throw error;
        }
      }
      const { points } = JSON.parse(
        (await storage.read(storage.own(reference.points.key), { signal })).toString(),
      ) as Control;
      const measure = createPointsMeasurer(points, reference.heights);
      return measurePart(storage, { part, parts, images }, { measure, chunkImages: 500 }, context);
    },

    aggregate: (input, context) => aggregate(storage, input, context),
  });
