import type { Storage } from '../../src/platform/storage.ts';

/** An object as storage lists it. */
export interface ListedPhoto {
  bucket: string;
  key: string;
  bytes: number;
  etag: string;
}

/** They are in memory, some 200 bytes each. */
const mostObjects = 50_000;

/** There are more than can be looked after. `message` says so. */
export class TooManyObjects extends Error {}

/** One text for a place; buckets have no slash. */
export const placeOf = ({ bucket, key }: { bucket: string; key: string }) => `${bucket}/${key}`;

/** Everything in the places of a brand, without folders and what is the program's own. Throws TooManyObjects. */
export async function listObjects(
  storage: Pick<Storage, 'list' | 'isOwn'>,
  prefixes: readonly { bucket: string; prefix: string }[],
  { signal, onListed }: { signal: AbortSignal; onListed: (count: number) => void },
): Promise<ListedPhoto[]> {
  const objects: ListedPhoto[] = [];
  for (const { bucket, prefix } of prefixes) {
    for await (const page of storage.list({ bucket, prefix }, signal)) {
      for (const { key, bytes, etag } of page) {
        if (!key.endsWith('/') && !storage.isOwn({ bucket, key })) objects.push({ bucket, key, bytes, etag });
      }
      if (objects.length > mostObjects) {
        throw new TooManyObjects(
          `The places of the brand have more than ${mostObjects} objects, the last of them in ${bucket}/${prefix}. Name smaller ones.`,
        );
      }
      onListed(objects.length);
    }
  }
  return objects;
}
