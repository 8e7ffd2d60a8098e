import type { ReadRange } from '../read-range.ts';
import { RasterRejected } from './raster-rejected.ts';

interface Slice {
  offset: number;
  length: number;
}

const blockBytes = 256 * 1024;
const maxBlocks = 64;
/** The most that is asked for at once: a tile or strip of a raster, as it is stored. */
const maxSliceBytes = 32 * 1024 * 1024;

/**
 * What geotiff reads from: ranges of an object of `bytes` bytes in blocks, of which the last 16 MB are kept. What a reading
 * has failed with is `failure`, as geotiff may turn it into an error of its own.
 */
export function createRangeSource(read: ReadRange, bytes: number) {
  const blocks = new Map<number, Promise<Buffer>>();
  const source = {
    fileSize: bytes,
    bytesRead: 0,
    failure: null as Error | null,
    /** Headers are read generously beyond their end; of pixels each byte has to be there. */
    strict: false,

    fetch: (slices: Slice[], signal?: AbortSignal) =>
      Promise.all(slices.map(async (slice) => (await source.fetchSlice(slice, signal)).data)),

    async fetchSlice({ offset, length }: Slice, signal?: AbortSignal) {
      try {
        return { offset, length, data: await slice(offset, length, signal) };
      } catch (error) {
        source.failure ??= error instanceof Error ? error : new Error(String(error));
        throw error;
      }
    },

    close: () => Promise.resolve(),
  };

  async function slice(offset: number, length: number, signal?: AbortSignal): Promise<ArrayBuffer> {
    if (length > maxSliceBytes) {
      throw new RasterRejected(
        'TOO_LARGE',
        `The raster has a part of ${length} bytes that can only be read as one; at most ${maxSliceBytes} are. Store it in tiles, as a Cloud Optimized GeoTIFF: \`gdal_translate -of COG\`.`,
      );
    }
    const end = Math.min(offset + length, bytes);
    if (!(offset >= 0) || offset >= bytes || (source.strict && end < offset + length))
      throw new RasterRejected('DAMAGED', 'The raster is incomplete: it refers to bytes beyond its end.');
    const first = Math.floor(offset / blockBytes);
    const last = Math.floor((end - 1) / blockBytes);
    const data = new Uint8Array(end - offset);
    const pieces = await blocksOf(first, last, signal);
    for (const [index, piece] of pieces.entries()) {
      const start = (first + index) * blockBytes;
      data.set(piece.subarray(Math.max(0, offset - start), end - start), Math.max(0, start - offset));
    }
    return data.buffer;
  }

  /** Neighbours that are not there yet come with one request. */
  function blocksOf(first: number, last: number, signal?: AbortSignal): Promise<Buffer[]> {
    const wanted: Promise<Buffer>[] = [];
    for (let block = first; block <= last; block++) {
      const known = blocks.get(block);
      if (known) {
        blocks.delete(block); // and to the end again, as the one that was used last
        blocks.set(block, known);
        wanted.push(known);
        continue;
      }
      let next = block;
      while (next < last && !blocks.has(next + 1)) next++;
      const range = { start: block * blockBytes, end: Math.min((next + 1) * blockBytes, bytes) - 1 };
      const coming = readWhole(range, signal);
      for (; block <= next; block++) {
        const from = block * blockBytes - range.start;
        // Copied, so that one block does not keep all of what came with it.
        const piece = coming.then((all) => Buffer.from(all.subarray(from, from + blockBytes)));
        piece.catch(() => blocks.clear()); // so that it is asked for again
        blocks.set(block, piece);
        wanted.push(piece);
      }
      block = next;
    }
    for (const [oldest] of blocks) {
      if (blocks.size <= maxBlocks) break;
      blocks.delete(oldest);
    }
    return Promise.all(wanted);
  }

  async function readWhole(range: { start: number; end: number }, signal?: AbortSignal): Promise<Buffer> {
    const piece = await read(range, signal);
    source.bytesRead += piece.length;
    if (piece.length === range.end - range.start + 1) return piece;
    throw new RasterRejected('DAMAGED', 'The raster became shorter while it was read.');
  }

  return source;
}

export type RangeSource = ReturnType<typeof createRangeSource>;
