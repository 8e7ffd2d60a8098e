import * as z from 'zod';

/** Pixels of a preview's longer side. */
export const longestPreviewSide = 512;

const side = z.int().min(1).max(longestPreviewSide);

/** A small picture of what an activity is making: a WebP in the deployment's own bucket, as long as the run goes on. */
export const preview = z.object({
  key: z.string().max(200),
  width: side,
  height: side,
  /** What to show until the picture is there, in base64: https://evanw.github.io/thumbhash. */
  thumbhash: z.string().regex(/^[\w+/]{6,40}={0,2}$/),
  /** When it was made: milliseconds since 1970, on the worker's clock. */
  at: z.number().min(0).max(8.64e15),
});
export type Preview = z.output<typeof preview>;

/** Beside the run's work keys, but no activity's: the name of none has a dot. */
const folderOf = (firstRunId: string) => `work/${firstRunId}/.previews/`;

/** A key for a preview; a new one each time, so that what a browser has kept of a link is never old. */
export const previewKey = (firstRunId: string, id: string) => `${folderOf(firstRunId)}${id}.webp`;

/** Whether an object is a preview of that run. */
export const isPreviewOf = (firstRunId: string, key: string) =>
  key.startsWith(folderOf(firstRunId)) && /^[\w-]+\.webp$/.test(key.slice(folderOf(firstRunId).length));
