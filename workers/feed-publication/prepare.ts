import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { Channel } from '../../src/services/publications/ledger.ts';
import { asRejection, ImageRejected } from '../../src/platform/images/rejection.ts';
import { channelRules } from './channel-rules.ts';

/** A picture may lose this much of a side; of one that would lose more, all is kept, on a ground of its own colour. */
const mostCut = 0.15;
const mostPixels = 100_000_000;
/** Each is tried when the one before leaves too many bytes. */
const qualities = [90, 80, 65];

interface ChannelImage {
  bytes: Buffer;
  width: number;
  height: number;
  sha256: string;
}

/**
 * A photo as a channel takes it: upright, JPEG in sRGB, in its proportions and size, without what the camera has noted. Throws
 * ImageRejected.
 */
export async function toChannelImage(photo: Buffer, channel: Channel): Promise<ChannelImage> {
  try {
    return await fitted(photo, channel);
  } catch (error) {
    throw asRejection(error);
  }
}

async function fitted(photo: Buffer, channel: Channel): Promise<ChannelImage> {
  const { minAspect, maxAspect, width: widest, maxBytes } = channelRules[channel];
  const upright = sharp(photo, { limitInputPixels: mostPixels }).autoOrient().toColourspace('srgb');
  const { autoOrient: source } = await upright.metadata();
  const aspect = source.width / source.height;
  const wanted = Math.min(Math.max(aspect, minAspect), maxAspect);
  const cut = Math.min(aspect, wanted) / Math.max(aspect, wanted) >= 1 - mostCut;
  // Cut, the longer side gives way; padded, the shorter one grows.
  const frame =
    aspect > wanted === cut
      ? { width: source.height * wanted, height: source.height }
      : { width: source.width, height: source.width / wanted };
  const scale = Math.min(1, widest / frame.width);
  const width = Math.round(frame.width * scale);
  // Rounded to the inside of what is taken.
  const height = Math.min(
    Math.max(Math.round(frame.height * scale), Math.ceil(width / maxAspect)),
    Math.floor(width / minAspect),
  );
  const ground = (await sharp(photo, { limitInputPixels: mostPixels }).stats()).dominant;
  const sized = upright
    .flatten({ background: 'white' })
    .resize(width, height, cut ? { fit: 'cover', position: 'attention' } : { fit: 'contain', background: ground });
  for (const quality of qualities) {
    const bytes = await sized.clone().jpeg({ quality, mozjpeg: true }).toBuffer();
    if (bytes.length <= maxBytes)
      return { bytes, width, height, sha256: createHash('sha256').update(bytes).digest('hex') };
  }
  throw new ImageRejected(
    'IMAGE_TOO_LARGE',
    `The photo has more than ${maxBytes} bytes as a JPEG, however it is written.`,
  );
}
