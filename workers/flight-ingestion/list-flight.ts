import { listImages } from '../../src/platform/images/list-images.ts';
import type { Storage } from '../../src/platform/storage.ts';
import type { FlightSource } from './contract.ts';
import type { ListedImage } from './listed.ts';

/** They are in memory while they are checked, some 1.2 KB each. */
const most = 20_000;

interface Following {
  signal: AbortSignal;
  onListed: (count: number) => void;
}

/** The images of a flight as they are now, and how many other objects are beside them. Throws TooManyImages. */
export async function listFlight(
  storage: Pick<Storage, 'list' | 'head' | 'isOwn'>,
  { prefix, images }: FlightSource,
  { signal, onListed }: Following,
): Promise<{ images: ListedImage[]; others: number }> {
  if (prefix) return listImages(storage, prefix, { most, signal, onListed });
  const listed: ListedImage[] = [];
  for (const { bucket, key, etag } of images ?? []) {
    const facts = await storage.head({ bucket, key }, signal);
    const isThere = facts && (!etag || etag === facts.etag);
    listed.push({ bucket, key, ...(isThere ? { bytes: facts.bytes, etag: facts.etag } : { bytes: 0, etag: '' }) });
    onListed(listed.length);
  }
  return { images: listed, others: 0 };
}
