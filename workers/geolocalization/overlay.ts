import sharp from 'sharp';
import type { SquareView } from '../../src/platform/geo/square-view.ts';
import type { Point } from '../../src/platform/registration/homography.ts';

/** A ring in pixels of the reference, to be drawn. */
interface Ring {
  points: readonly Point[];
  colour: string;
}

/** A part of the reference as PNG, with rings on it. The first side of each, the upper edge of an image, is drawn thicker. */
export function drawOverlay({ grey, origin, step }: SquareView, rings: readonly Ring[]): Promise<Buffer> {
  const { data, width, height } = grey;
  const place = ([x, y]: Point) =>
    `${((x - origin[0]) / step[0]).toFixed(1)},${((y - origin[1]) / step[1]).toFixed(1)}`;
  const line = Math.max(1.5, Math.max(width, height) / 400);
  const shapes = rings.map(
    ({ points, colour }) =>
      `<g fill="none" stroke="${colour}" stroke-linejoin="round"><polygon points="${points.map(place).join(' ')}" stroke-width="${line}"/>` +
      `<polyline points="${points.slice(0, 2).map(place).join(' ')}" stroke-width="${3 * line}"/></g>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`;
  return sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace('srgb')
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer();
}
