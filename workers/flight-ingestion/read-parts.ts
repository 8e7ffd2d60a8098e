import { ObjectNotFoundError, type Storage } from '../../src/platform/storage.ts';
import type { Dependencies } from '../kit/activity.ts';
import { fromJsonLines, toJsonLines } from '../kit/json-lines.ts';
import { partSize, type ListedImage } from './listed.ts';
import { flightImage, type FlightImage } from './manifest.ts';
import { readImages } from './reading/read-pool.ts';

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
export async function* readParts(
  { storage, settings }: Pick<Dependencies, 'storage' | 'settings'>,
  images: readonly ListedImage[],
  { from, keyOf, sensorWidthMm, onImages, signal }: Options,
) {
  const left = new AbortController(); // nothing of it is under way behind it
  const smallBelow = small * medianSizeOf(images);
  const begin = (part: number) => {
    const some = images.slice(part * partSize, (part + 1) * partSize);
    const reading = readImages(
      { storage: settings.storage, images: some, smallBelow, sensorWidthMm },
      { signal: AbortSignal.any([signal, left.signal]), onImages },
    );
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
    let next = begin(part);
    for (; part < count; part++) {
      const here = next;
      if (part + 1 < count) next = begin(part + 1);
      const read = await here;
      await storage.write(storage.own(keyOf(part)), toJsonLines(read), { contentType: 'application/x-ndjson', signal });
      yield read;
    }
  } finally {
    left.abort();
  }
}

function medianSizeOf(images: readonly ListedImage[]): number {
  const sizes = images.map(({ bytes }) => bytes).toSorted((a, b) => a - b);
  return sizes[Math.floor(sizes.length / 2)] ?? 0;
}

async function readStored(storage: Storage, key: string, signal: AbortSignal): Promise<FlightImage[] | null> {
  try {
    return fromJsonLines(flightImage, await storage.read(storage.own(key), { signal }));
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return null;
    throw error;
  }
}
