import { DomainError } from '../../errors.ts';
import type { Log } from '../../platform/log.ts';
import type { Storage } from '../../platform/storage.ts';
import type { ShownObject } from './shown-objects.ts';

/** A file that people look at to decide. */
export interface ShownFile {
  /** Where in `show` it is. */
  path: string;
  /** Reads it for a while without credentials, so it is a secret; null where it cannot be read. */
  url: string | null;
  /** Whether browsers show it as a picture. */
  picture: boolean;
  /** Why it cannot be read, for people; null when it can. */
  problem: string | null;
}

/** Links are made when somebody looks, and last as others do. */
export const fileSeconds = 15 * 60;
const waitMs = 5000;

/** What browsers show in a page, and runs no script there. */
const pictures = /^image\/(avif|gif|jpeg|png|webp)$/;
const pictureNames = /\.(avif|gif|jpe?g|png|webp)$/i;

/** Files as they are now, each with a link of its own. What cannot be read says so, and stops nothing. */
export function shownFiles(
  objects: readonly ShownObject[],
  { storage, log, seconds }: { storage: Pick<Storage, 'head' | 'link'>; log: Log; seconds: number },
): Promise<ShownFile[]> {
  return Promise.all(
    objects.map(async ({ path, bucket, key, etag }) => {
      const without = (problem: string): ShownFile => ({ path, url: null, picture: false, problem });
      try {
        const facts = await storage.head({ bucket, key }, AbortSignal.timeout(waitMs));
        if (!facts) return without('It is not there any more.');
        if (etag !== undefined && etag !== facts.etag) return without('It has changed since this was asked.');
        const url = await storage.link({ bucket, key }, seconds);
        const type = facts.contentType ?? '';
        // Uploads often do not say what they are.
        const picture = pictures.test(type) || (!type.startsWith('image/') && pictureNames.test(key));
        return { path, url, picture, problem: null };
      } catch (error) {
        if (error instanceof DomainError) return without(error.message);
        log.warn({ err: error, path }, 'a file that people are to look at cannot be read');
        return without('It cannot be read just now.');
      }
    }),
  );
}
