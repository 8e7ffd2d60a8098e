import { reasonOf } from '../reason-of.ts';
import { AiError } from './ai-error.ts';
import type { GivenImage } from './readable-image.ts';

const mostPixels = 100_000_000;
/** It makes none that are larger. */
const longestSide = 3840;

/** What an edit is made of. */
export interface Edited {
  /** At most 16; the first is what a mask is for. */
  sources: readonly GivenImage[];
  /** Where it is transparent, the first source may change. */
  mask?: GivenImage | undefined;
}

/** The files of an edit: upright, without what the camera noted beside the picture, and the mask as large as what it is for. */
export async function editFiles({ sources, mask }: Edited): Promise<{ image: File[]; mask?: File }> {
  const { default: sharp } = await import('sharp');
  const image: File[] = [];
  let first: { width: number; height: number } | undefined;
  // One after the other: each takes the memory of a whole picture.
  for (const [index, { bytes }] of sources.entries()) {
    const { data, info } = await sharp(bytes, { limitInputPixels: mostPixels })
      .autoOrient()
      .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
      .png()
      .toBuffer({ resolveWithObject: true })
      .catch(unreadable(`Image ${index + 1}`));
    first ??= info;
    image.push(fileOf(data, `${index + 1}.png`));
  }
  if (!mask || !first) return { image };
  const { width, height } = first;
  return { image, mask: fileOf(await maskOf(mask, width, height), 'mask.png') };
}

async function maskOf({ bytes }: GivenImage, width: number, height: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  return sharp(bytes, { limitInputPixels: mostPixels })
    .ensureAlpha()
    .resize(width, height, { fit: 'fill' })
    .png()
    .toBuffer()
    .catch(unreadable('The mask'));
}

const fileOf = (bytes: Buffer, name: string) => new File([new Uint8Array(bytes)], name, { type: 'image/png' });

const unreadable =
  (what: string) =>
  (error: unknown): never => {
    throw new AiError(
      'REQUEST_REFUSED',
      `${what} cannot be read: ${reasonOf(error).split('\n')[0]}`,
      { retry: false },
      { cause: error },
    );
  };
