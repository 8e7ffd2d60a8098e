import * as z from 'zod';

/** An object that will be read as an image. */
export const listedImage = z.object({
  bucket: z.string(),
  key: z.string(),
  bytes: z.int(),
  /** Empty: it was named, and is not there. */
  etag: z.string(),
});
export type ListedImage = z.output<typeof listedImage>;

/** How many images are read and written down together: a worker that dies costs up to twice as many. */
export const partSize = 200;
