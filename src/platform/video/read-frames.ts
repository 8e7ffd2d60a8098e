import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import type { Ratio } from './media-information.ts';

/** An encoded picture as ffmpeg hands it out. */
export interface Picture {
  /** In ticks of the stream's time base. */
  pts: number;
  bytes: Buffer;
}

/** Larger ones are no pictures of the size that is taken. */
const mostBytes = 256 * 1024 * 1024;

/**
 * Pictures out of two pipes that one `tee` writes: `-f framecrc`, which says time and length of each before it comes, and
 * `-f image2pipe`, which is one picture after the other.
 */
export async function* readFrames(list: Readable, pictures: Readable, timeBase: Ratio): AsyncGenerator<Picture> {
  const bytes = createReader(pictures);
  const expected = `#tb 0: ${timeBase.numerator}/${timeBase.denominator}`;
  for await (const line of createInterface(list)) {
    if (line.startsWith('#tb') && line !== expected)
      throw new Error(`ffmpeg counts time by ${line}, not by ${expected}.`);
    if (line.startsWith('#')) continue;
    const [, , pts, , length] = line.split(',').map(Number);
    if (!Number.isSafeInteger(pts) || !Number.isSafeInteger(length) || length! > mostBytes)
      throw new Error(`ffmpeg lists a frame as ${line.slice(0, 100)}`);
    const picture = await bytes.take(length!);
    if (!picture) return; // it was ended between a frame's line and the frame
    yield { pts: pts!, bytes: picture };
  }
}

function createReader(stream: Readable) {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  return {
    /** The next so many bytes; null when the stream ends before. */
    async take(length: number): Promise<Buffer | null> {
      const parts: Buffer[] = [];
      let missing = length;
      while (missing > 0) {
        if (rest.length === 0) {
          const next = await chunks.next();
          if (next.done) return null;
          rest = next.value;
        }
        const part = rest.subarray(0, missing);
        rest = rest.subarray(part.length);
        missing -= part.length;
        parts.push(part);
      }
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts, length);
    },
  };
}
