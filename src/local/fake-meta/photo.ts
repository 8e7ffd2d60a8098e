import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { refuse } from './refuse.ts';

/** What is remembered of a photo. */
export interface Photo {
  sha256: string;
  bytes: number;
  width: number;
  height: number;
}

const mostInstagramBytes = 8 * 1024 * 1024;
const mostFacebookBytes = 10 * 1024 * 1024;
const facebookFormats = ['jpeg', 'png', 'gif', 'tiff', 'heif'];

/** A photo that Instagram takes. */
export async function instagramPhoto(bytes: Buffer): Promise<Photo> {
  if (bytes.length > mostInstagramBytes) throw refuse(36000, 2207004, 'The image is too large.');
  const { format, ...photo } = await photoOf(bytes);
  if (format !== 'jpeg') throw refuse(36001, 2207005, `The image format ${format} is not supported.`);
  const ratio = photo.width / photo.height;
  if (ratio < 4 / 5 || ratio > 1.91)
    throw refuse(36003, 2207009, `The aspect ratio ${ratio.toFixed(3)} cannot be published.`);
  return photo;
}

/** A photo that Facebook takes. */
export async function facebookPhoto(bytes: Buffer | undefined): Promise<Photo> {
  if (!bytes?.length) throw refuse(324, undefined, 'The image file is missing or not valid.');
  const { format, ...photo } = await photoOf(bytes);
  if (!facebookFormats.includes(format) || bytes.length > mostFacebookBytes) {
    throw refuse(324, undefined, 'The image file is missing or not valid.');
  }
  return photo;
}

async function photoOf(bytes: Buffer): Promise<Photo & { format: string }> {
  const { format, width, height } = await sharp(bytes)
    .metadata()
    .catch(() => ({ format: 'unknown', width: 1, height: 1 }));
  return { format, width, height, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** A caption that Instagram takes. */
export function checkCaption(caption: string): void {
  const count = (pattern: RegExp) => caption.match(pattern)?.length ?? 0;
  if (caption.length > 2200) throw refuse(36004, 2207010, `The caption has ${caption.length} characters.`);
  if (count(/#[\p{L}\p{N}_]+/gu) > 30) throw refuse(36004, 2207010, 'The caption has more than 30 hashtags.');
  if (count(/@[\p{L}\p{N}_.]+/gu) > 20) throw refuse(100, 2207040, 'The caption has more than 20 tags.');
}
