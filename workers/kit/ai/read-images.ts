import type { GivenImage } from '../../../src/platform/ai/readable-image.ts';
import type { Storage } from '../../../src/platform/storage.ts';
import type { StoredImage } from '../ai.ts';

/** Images as they are stored; how a model takes them is known where it is called. */
export const readImages = (
  storage: Storage,
  images: readonly StoredImage[],
  signal: AbortSignal,
): Promise<GivenImage[]> =>
  Promise.all(
    images.map(async ({ etag, ...location }) => {
      const [bytes, facts] = await Promise.all([
        storage.read({ ...location, ...(etag !== undefined && { etag }) }, { signal }),
        storage.head(location, signal),
      ]);
      return { bytes, mediaType: facts?.contentType ?? 'application/octet-stream' };
    }),
  );
