import { TooManyImages } from '../../src/platform/images/list-images.ts';
import { createSlots } from '../../src/platform/slots.ts';
import { implementActivities, type Dependencies } from '../kit/activity.ts';
import { checkDestination, DestinationRefused } from '../kit/destination.ts';
import { storeResult, storeWork } from '../kit/store.ts';
import { checkFlight } from './check-flight.ts';
import { flightIngestion } from './contract.ts';
import { destinationOf, outputsOf } from './destination.ts';
import { toGeoJson } from './geojson.ts';
import { fromJsonLines, toJsonLines } from '../kit/json-lines.ts';
import { listFlight } from './list-flight.ts';
import { listedImage, partSize } from './listed.ts';
import { flightImage } from './manifest.ts';
import { partsOf, readParts } from './read-parts.ts';
import { summarize } from './summary.ts';

const jsonLines = 'application/x-ndjson';
const unit = 'images';
/** Parts that are brought back at a time. */
const partsAtOnce = 4;

/** The effects of taking in a flight on storage. */
export const createActivities = ({ storage, settings }: Dependencies) =>
  implementActivities(flightIngestion, {
    async list(input, { report, fail, signal, workKey }) {
      const destination = destinationOf(input);
      try {
        checkDestination(storage, Object.values(outputsOf(destination)));
        const { images, others } = await listFlight(storage, input, {
          signal,
          onListed: (done) => report({ done, unit, message: 'Looking for images' }),
        });
        if (images.length === 0) {
          const beside = others === 0 ? 'There is nothing' : `Of ${others} objects none has the name of an image`;
          return fail(
            'NO_IMAGES',
            `${beside} under ${input.prefix?.bucket}/${input.prefix?.prefix}. Check the prefix.`,
          );
        }
        const list = await storeWork(storage, workKey, toJsonLines(images), { contentType: jsonLines, signal });
        return { list, images: images.length, others, destination };
      } catch (error) {
        if (error instanceof TooManyImages) return fail('TOO_MANY_IMAGES', error.message);
        if (error instanceof DestinationRefused) return fail('DESTINATION_NOT_ALLOWED', error.message);
        throw error;
      }
    },

    async read({ listing: { list }, sensorWidthMm }, { report, checkpoint, signal, workKey }) {
      const images = fromJsonLines(listedImage, await storage.read(storage.own(list.key), { signal }));
      const total = images.length;
      // A list that was made anew, as after a reset, has parts of its own.
      const keyOf = (part: number) => `${workKey}/${list.sha256.slice(0, 16)}-${part}`;
      const state = checkpoint ?? { parts: 0, unreadable: 0, withoutPosition: 0 };
      let done = Math.min(total, state.parts * partSize);
      const tell = () => {
        const { unreadable, withoutPosition } = state;
        report({
          done,
          total,
          unit,
          message: 'Reading images',
          detail: { unreadable, withoutPosition },
          checkpoint: { ...state },
        });
      };
      tell();
      const onImages = (count: number) => {
        done += count;
        tell();
      };
      const parts = readParts({ storage, settings }, images, {
        from: state.parts,
        keyOf,
        sensorWidthMm,
        signal,
        onImages,
      });
      for await (const part of parts) {
        state.parts++;
        state.unreadable += part.filter(({ format }) => format === null).length;
        state.withoutPosition += part.filter(({ lon }) => lon === null).length;
        tell();
      }
      return { parts: Array.from({ length: partsOf(total) }, (_part, n) => keyOf(n)) };
    },

    async check({ listing, parts, ...settings }, { report, signal }) {
      const total = listing.images;
      const places = createSlots(partsAtOnce);
      let done = 0;
      const readStored = async (key: string) => {
        const part = fromJsonLines(flightImage, await storage.read(storage.own(key), { signal }));
        report({ done: (done += part.length), total, unit, message: 'Checking images' });
        return part;
      };
      const images = (await Promise.all(parts.map((key) => places.run(() => readStored(key))))).flat();
      const flight = checkFlight(images, settings);
      const { manifest, map } = outputsOf(listing.destination);
      return {
        ...summarize(images, flight),
        otherObjects: listing.others,
        manifest: await storeResult(storage, manifest, toJsonLines(images), { contentType: jsonLines, signal }),
        map: await storeResult(storage, map, toGeoJson(flight), { contentType: 'application/geo+json', signal }),
      };
    },
  });
