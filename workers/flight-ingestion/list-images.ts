import type { Storage } from '../../src/platform/storage.ts';
import type { FlightSource } from './contract.ts';
import { isImageName, type ListedImage } from './listed.ts';

interface Listing {
  images: ListedImage[];
  /** Objects whose names are not those of images. */
  others: number;
}

/** They are in memory while they are checked, some 1.2 KB each. */
const mostImages = 20_000;

/** There are more than can be taken in. `message` says so. */
export class TooManyImages extends Error {}

/** The images of a flight as they are now, those under a prefix in order of their keys. Throws TooManyImages. */
export async function listImages(
  storage: Pick<Storage, 'list' | 'head' | 'isOwn'>,
  { prefix, images }: FlightSource,
  { signal, onListed }: { signal: AbortSignal; onListed: (count: number) => void },
): Promise<Listing> {
  const listing: Listing = { images: [], others: 0 };
  for (const { bucket, key, etag } of images ?? []) {
    const facts = await storage.head({ bucket, key }, signal);
    const isThere = facts && (!etag || etag === facts.etag);
    listing.images.push({
      bucket,
      key,
      ...(isThere ? { bytes: facts.bytes, etag: facts.etag } : { bytes: 0, etag: '' }),
    });
    onListed(listing.images.length);
  }
  if (!prefix) return listing;
  const { bucket } = prefix;
  for await (const page of storage.list(prefix, signal)) {
    for (const { key, bytes, etag } of page) {
      if (key.endsWith('/') || storage.isOwn({ bucket, key })) continue;
      if (isImageName(key)) listing.images.push({ bucket, key, bytes, etag });
      else listing.others++;
    }
    if (listing.images.length > mostImages) {
      throw new TooManyImages(
        `There are more than ${mostImages} images under ${bucket}/${prefix.prefix}. Take a flight at a time, by a longer prefix.`,
      );
    }
    onListed(listing.images.length);
  }
  return listing;
}
