import { createBoundedMap } from '../bounded-map.ts';
import type { ReadRange } from '../read-range.ts';

const blockBytes = 2 * 1024 * 1024;
/** Kept: as many as sound and pictures need that are stored far from each other, and an index at the end. */
const mostKept = 8;
/** Read while the one before is decoded. */
const ahead = 2;

/** An object of `bytes` bytes in blocks, of which those used last are kept. */
export function createBlocks(read: ReadRange, bytes: number, signal: AbortSignal) {
  const kept = createBoundedMap<number, Promise<Buffer>>(mostKept);

  function block(index: number): Promise<Buffer> {
    const known = kept.get(index) ?? readBlock(index);
    kept.set(index, known); // to the end, as the one that was used last
    return known;
  }

  function readBlock(index: number): Promise<Buffer> {
    const start = index * blockBytes;
    const end = Math.min(start + blockBytes, bytes) - 1;
    const coming = read({ start, end }, signal).then((piece) => {
      if (piece.length !== end - start + 1) throw new Error('The video became shorter while it was read.');
      return piece;
    });
    coming.catch(() => kept.delete(index)); // so that it is asked for again
    return coming;
  }

  return {
    /** Bytes `start` to `end`, both included. */
    async *from(start: number, end: number): AsyncGenerator<Buffer> {
      const last = Math.floor(end / blockBytes);
      for (let index = Math.floor(start / blockBytes); index <= last; index++) {
        const first = index * blockBytes;
        const piece = await block(index);
        // Only once the first has been used whole: a container's index takes a little of one and goes elsewhere.
        if (first >= start) for (let next = index + 1; next <= Math.min(index + ahead, last); next++) void block(next);
        yield piece.subarray(Math.max(0, start - first), end - first + 1);
      }
    },
  };
}
