import { AiError } from '../../../src/platform/ai/ai-error.ts';
import type { GivenImage } from '../../../src/platform/ai/readable-image.ts';
import type { StoredImage } from '../ai.ts';
import type { AiTools } from './tools.ts';

interface Asked {
  images: readonly StoredImage[];
  most: number;
  signal: AbortSignal;
}

/** Images as they are stored; how a model takes them is known where it is called. Nothing is read that is too large to be an image. */
export function readImages(
  { storage, mostImageBytes }: Pick<AiTools, 'storage' | 'mostImageBytes'>,
  { images, most, signal }: Asked,
): Promise<GivenImage[]> {
  if (images.length > most) throw refused(`${images.length} images are too many for one call: at most ${most}.`);
  return Promise.all(
    images.map(async ({ etag: wanted, ...location }, index) => {
      const facts = await storage.head(location, signal);
      if (facts && facts.bytes > mostImageBytes) {
        throw refused(`Image ${index + 1} has ${facts.bytes} bytes; IMAGE_MAX_BYTES allows ${mostImageBytes}.`);
      }
      const etag = wanted ?? facts?.etag; // what was looked at is what is read
      const bytes = await storage.read({ ...location, ...(etag !== undefined && { etag }) }, { signal });
      return { bytes, mediaType: facts?.contentType ?? 'application/octet-stream' };
    }),
  );
}

const refused = (message: string) => new AiError('REQUEST_REFUSED', message, { retry: false });
