import type { Sharp } from 'sharp';

export interface Sheet {
  columns: number;
  rows: number;
  width: number;
}

const gap = 4;
const background = '#202020';

/** Which of so many frames are shown: as many as fit, evenly from all over them. */
export function chosenFrames(frames: number, { columns, rows }: Pick<Sheet, 'columns' | 'rows'>): number[] {
  const tiles = Math.min(frames, columns * rows);
  return Array.from({ length: tiles }, (_tile, n) => Math.floor(((n + 0.5) * frames) / tiles));
}

/** One JPEG with a small picture of each, in rows. A picture is read when it is its turn. */
export async function contactSheet(
  pictures: readonly (() => Promise<Buffer>)[],
  { columns, width }: Pick<Sheet, 'columns' | 'width'>,
): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const tiles: { data: Buffer; info: { width: number; height: number; channels: 1 | 2 | 3 | 4 } }[] = [];
  for (const read of pictures) {
    const small = sharp(await read())
      .resize(width, width, { fit: 'inside' })
      .toColourspace('srgb')
      .removeAlpha();
    tiles.push(await small.raw().toBuffer({ resolveWithObject: true }));
  }
  const cell = {
    width: Math.max(...tiles.map(({ info }) => info.width)),
    height: Math.max(...tiles.map(({ info }) => info.height)),
  };
  const across = Math.min(columns, tiles.length);
  const down = Math.ceil(tiles.length / across);
  const sheet: Sharp = sharp({
    create: {
      width: across * (cell.width + gap) + gap,
      height: down * (cell.height + gap) + gap,
      channels: 3,
      background,
    },
  });
  return sheet
    .composite(
      tiles.map(({ data, info }, n) => ({
        input: data,
        raw: info,
        left: gap + (n % across) * (cell.width + gap),
        top: gap + Math.floor(n / across) * (cell.height + gap),
      })),
    )
    .jpeg({ quality: 85 })
    .toBuffer();
}
