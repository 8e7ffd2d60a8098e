import { setMaxListeners } from 'node:events';
import { ObjectNotFoundError, type Storage } from '../../src/platform/storage.ts';
import { fromJsonLines, toJsonLines } from './json-lines.ts';
import { partSize, type ListedImage } from './listed.ts';
import { flightImage, type FlightImage } from './manifest.ts';
import { readImage } from './read-image.ts';

/** Images that are read at a time: the memory that reading takes is so many heads, 1 MB. */
const atOnce = 8;
/** Of the median size: what is smaller may have been cut off. */
const small = 0.75;

interface Options {
  /** Key of part `n`, in the program's own bucket. */
  keyOf: (part: number) => string;
  sensorWidthMm: number | undefined;
  signal: AbortSignal;
  /** Called with each image as it has been read. */
  onImage: () => void;
}

/** How many parts so many images are. */
export const partsOf = (images: number) => Math.ceil(images / partSize);

/** Makes what reads a part of the images and stores it, or brings back what an earlier attempt has stored. */
export function createPartReader(storage: Storage, images: readonly ListedImage[], options: Options) {
  const { keyOf, sensorWidthMm, signal, onImage } = options;
  const sizes = images.map(({ bytes }) => bytes).toSorted((a, b) => a - b);
  const limit = small * (sizes[Math.floor(sizes.length / 2)] ?? 0);
  const oneAtATime = createQueue();
  setMaxListeners(4 * atOnce, signal); // storage listens to it once or twice for each read that is under way

  async function readPart(part: number): Promise<FlightImage[]> {
    const listed = images.slice(part * partSize, (part + 1) * partSize);
    const read: FlightImage[] = [];
    let next = 0;
    const lane = async () => {
      while (next < listed.length) {
        signal.throwIfAborted();
        const n = next++;
        const one = listed[n]!;
        read[n] = await readImage(storage, one, { sensorWidthMm, isSmall: one.bytes < limit, oneAtATime, signal });
        onImage();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    return read;
  }

  return async (part: number): Promise<FlightImage[]> => {
    const place = storage.own(keyOf(part));
    try {
      return fromJsonLines(flightImage, await storage.read(place, { signal }));
    } catch (error) {
      if (!(error instanceof ObjectNotFoundError)) throw error;
    }
    const read = await readPart(part);
    await storage.write(place, toJsonLines(read), { contentType: 'application/x-ndjson', signal });
    return read;
  };
}

/** Runs work in the order in which it comes, one after the other. */
function createQueue() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}
