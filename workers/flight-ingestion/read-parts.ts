import { setMaxListeners } from 'node:events';
import { createSlots } from '../../src/platform/slots.ts';
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
  /** The part to begin with: those before it are stored. */
  from: number;
  /** Key of part `n`, in the program's own bucket. */
  keyOf: (part: number) => string;
  sensorWidthMm: number | undefined;
  signal: AbortSignal;
  /** Called with how many images are known that were not before. */
  onImages: (count: number) => void;
}

/** How many parts so many images are. */
export const partsOf = (images: number) => Math.ceil(images / partSize);

/**
 * Reads images, and stores them in parts; brings back what an earlier attempt has stored. Yields each part once it is stored,
 * in order. While one is stored the next is read, and no more than that: a worker that dies costs two parts.
 */
export async function* readParts(storage: Storage, images: readonly ListedImage[], options: Options) {
  const { from, keyOf, onImages, signal } = options;
  const left = new AbortController(); // nothing of it is under way behind it
  const readImages = createReader(storage, images, { ...options, signal: AbortSignal.any([signal, left.signal]) });
  const begin = (part: number) => {
    const reading = readImages(images.slice(part * partSize, (part + 1) * partSize));
    reading.catch(() => undefined); // who awaits it is told
    return reading;
  };
  try {
    let part = from;
    // They are stored in order, so that behind the first one that is not there is none.
    for (let kept; (kept = await readStored(storage, keyOf(part), signal)); part++) {
      onImages(kept.length);
      yield kept;
    }
    const count = partsOf(images.length);
    for (let next = begin(part); part < count; part++) {
      const here = next;
      next = begin(part + 1);
      const read = await here;
      await storage.write(storage.own(keyOf(part)), toJsonLines(read), { contentType: 'application/x-ndjson', signal });
      yield read;
    }
  } finally {
    left.abort();
  }
}

function createReader(
  storage: Storage,
  images: readonly ListedImage[],
  { sensorWidthMm, signal, onImages }: Pick<Options, 'sensorWidthMm' | 'signal' | 'onImages'>,
) {
  const sizes = images.map(({ bytes }) => bytes).toSorted((a, b) => a - b);
  const limit = small * (sizes[Math.floor(sizes.length / 2)] ?? 0);
  const places = createSlots(atOnce);
  const placeOfWhole = createSlots(1);
  setMaxListeners(4 * atOnce, signal); // storage listens to it once or twice for each read that is under way

  const read = (listed: ListedImage) =>
    places.run(async () => {
      signal.throwIfAborted();
      const isSmall = listed.bytes < limit;
      const image = await readImage(storage, listed, { sensorWidthMm, isSmall, oneAtATime: placeOfWhole.run, signal });
      onImages(1);
      return image;
    });
  return (some: readonly ListedImage[]) => Promise.all(some.map(read));
}

async function readStored(storage: Storage, key: string, signal: AbortSignal): Promise<FlightImage[] | null> {
  try {
    return fromJsonLines(flightImage, await storage.read(storage.own(key), { signal }));
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return null;
    throw error;
  }
}
