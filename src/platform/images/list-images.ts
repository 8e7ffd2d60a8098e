import type { Storage } from '../storage.ts';

interface Images {
  /** In order of their keys. */
  images: { bucket: string; key: string; bytes: number; etag: string }[];
  /** Objects whose names are not those of images. */
  others: number;
}

interface ListOptions {
  /** More than these are refused. */
  most: number;
  signal: AbortSignal;
  onListed: (count: number) => void;
}

/** There are more than were asked for. `message` says so. */
export class TooManyImages extends Error {}

/** By their names: what else lies in a flight's folder, as logs and base station data, is no bad image. */
const imageName = /\.(jpe?g|tiff?|png|webp|hei[cf]|avif)$/i;

/** The images under a prefix as they are now. Throws TooManyImages. */
export async function listImages(
  storage: Pick<Storage, 'list' | 'isOwn'>,
  place: { bucket: string; prefix: string },
  { most, signal, onListed }: ListOptions,
): Promise<Images> {
  const listing: Images = { images: [], others: 0 };
  const { bucket, prefix } = place;
  for await (const page of storage.list(place, signal)) {
    for (const { key, bytes, etag } of page) {
      if (key.endsWith('/') || storage.isOwn({ bucket, key })) continue;
      if (imageName.test(key)) listing.images.push({ bucket, key, bytes, etag });
      else listing.others++;
    }
    if (listing.images.length > most) {
      throw new TooManyImages(
        `There are more than ${most} images under ${bucket}/${prefix}. Name fewer, by a longer prefix.`,
      );
    }
    onListed(listing.images.length);
  }
  return listing;
}
