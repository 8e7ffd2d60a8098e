import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';

/** A program that says more is made to by its video; what it says of 100 hours of frames is a tenth of it. */
const mostBytes = 1024 * 1024 * 1024;
const bufferBytes = 64 * 1024;

/**
 * What a program writes to stderr, by way of a file in `scratch`. ffmpeg writes what it says of a frame in eleven pieces, each of which
 * would wake whoever reads them from a pipe; that took as much of the processor as all else that was done with a frame.
 */
export function createSaid(scratch: string, onLine: (line: string) => void) {
  const file = openSync(path.join(scratch, 'said'), 'w+');
  const buffer = Buffer.allocUnsafe(bufferBytes);
  const text = new StringDecoder('utf8');
  let position = 0;
  let rest = '';
  let closed = false;
  return {
    /** For the program to write to. */
    file,
    /** Reads what was said since. Throws when that is more than any program says. */
    hear(): void {
      if (closed) return;
      for (;;) {
        const bytes = readSync(file, buffer, 0, bufferBytes, position);
        if (bytes === 0) return;
        position += bytes;
        if (position > mostBytes) throw new Error('ffmpeg says too much.');
        const lines = (rest + text.write(buffer.subarray(0, bytes))).split('\n');
        rest = lines.pop()!;
        for (const line of lines) onLine(line);
      }
    },
    /** Once the program is gone; what it said last may end in the middle of a line. */
    close(): void {
      if (rest) onLine(rest);
      closed = true;
      closeSync(file);
    },
  };
}
