import type { ReadRange } from '../read-range.ts';

const blockBytes = 1024 * 1024;
/** Kept: as many as sound and pictures need that are stored far from each other, and an index at the end. */
const mostKept = 8;
/** Read while the one before is decoded. */
const ahead = 2;

interface Block {
  piece: Promise<Buffer>;
  /** What it is read into. */
  memory: Buffer;
  /** Who reads it into memory, or writes it from there. */
  users: number;
}

/**
 * An object of `bytes` bytes in blocks, of which those used last are kept. Their memory is used again: left to the garbage
 * collector, it takes as much of the processor as all else that serving a video does.
 */
export function createBlocks(read: ReadRange, bytes: number, signal: AbortSignal) {
  /** Those used last come last. */
  const kept = new Map<number, Block>();
  const free: Buffer[] = [];

  function block(index: number): Block {
    const found = kept.get(index) ?? readBlock(index);
    kept.delete(index);
    kept.set(index, found);
    return found;
  }

  function readBlock(index: number): Block {
    makeRoom();
    const start = index * blockBytes;
    const end = Math.min(start + blockBytes, bytes) - 1;
    const memory = free.pop() ?? Buffer.allocUnsafeSlow(Math.min(blockBytes, bytes));
    const coming = read({ start, end }, signal, memory).then((piece) => {
      if (piece.length !== end - start + 1) throw new Error('The video became shorter while it was read.');
      return piece;
    });
    const begun: Block = { piece: coming, memory, users: 1 };
    coming.then(
      () => begun.users--,
      () => kept.delete(index), // so that it is asked for again, and into other memory
    );
    return begun;
  }

  function makeRoom(): void {
    for (const [index, { users, memory }] of kept) {
      if (kept.size < mostKept) return;
      if (users > 0) continue;
      kept.delete(index);
      free.push(memory);
    }
  }

  return {
    /** Bytes `start` to `end`, both included. What a piece holds is only there until the next one is asked for. */
    async *from(start: number, end: number): AsyncGenerator<Buffer> {
      const last = Math.floor(end / blockBytes);
      for (let index = Math.floor(start / blockBytes); index <= last; index++) {
        const first = index * blockBytes;
        const used = block(index);
        used.users++;
        try {
          const piece = await used.piece;
          // Only once the first has been used whole: a container's index takes a little of one and goes elsewhere.
          if (first >= start) for (let next = index + 1; next <= Math.min(index + ahead, last); next++) block(next);
          yield piece.subarray(Math.max(0, start - first), end - first + 1);
        } finally {
          used.users--;
        }
      }
    },
  };
}
