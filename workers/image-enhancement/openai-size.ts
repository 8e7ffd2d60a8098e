import { nearestPictureSize } from '../kit/models.ts';

/** The smallest that OpenAI's documentation names, and the largest that it does not call experimental. */
const usual = { least: 1024 * 1024, most: 2560 * 1440 };

/** What is asked of a model: the size that the caller has named, or else one like the source's. */
export const sizeFor = (source: { width: number; height: number }, { size }: { size?: string | undefined }) =>
  size ?? nearestPictureSize(source, usual);
