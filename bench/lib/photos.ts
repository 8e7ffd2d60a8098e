import sharp from 'sharp';
import { landscape } from '../../test/fixtures/landscape.ts';

/** A photograph of 12 megapixels as a camera writes it: a real one enlarged, with grain, as JPEG at quality 92. */
export async function photoOf12Megapixels(seed: number): Promise<Buffer> {
  const size = { width: 4000, height: 3000 };
  const left = seed * 4;
  const grain = await sharp({
    create: { ...size, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 128, sigma: 20 } },
  })
    .png()
    .toBuffer();
  return sharp(landscape)
    .extract({ left, top: 0, width: 640, height: 480 })
    .resize(size.width, size.height, { fit: 'fill' })
    .composite([{ input: grain, blend: 'overlay' }])
    .jpeg({ quality: 92 })
    .toBuffer();
}
