import { isUtf8 } from 'node:buffer';
import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Encoding } from '../contract/table.ts';
import { looksLikeUtf16 } from './format.ts';

/** By its byte order mark, else by what its bytes can be. */
export function encodingOf(head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'UTF_16LE';
  if (head[0] === 0xfe && head[1] === 0xff) return 'UTF_16BE';
  return looksLikeUtf16(head) ?? (isUtf8(wholeCharacters(head)) ? 'UTF_8' : 'WINDOWS_1252');
}

/** Where a head ends in the middle of a character, that one is left out. */
function wholeCharacters(head: Buffer): Buffer {
  let end = head.length;
  while (end > 0 && head.length - end < 4 && (head[end - 1]! & 0xc0) === 0x80) end--;
  return end > 0 && head[end - 1]! >= 0xc0 ? head.subarray(0, end - 1) : head;
}

const labels = { UTF_8: 'utf-8', UTF_16LE: 'utf-16le', UTF_16BE: 'utf-16be', WINDOWS_1252: 'windows-1252' } as const;

/** The text of some bytes, without a byte order mark. */
export const decode = (bytes: Buffer, encoding: Encoding): string => new TextDecoder(labels[encoding]).decode(bytes);

/**
 * Writes a text file as UTF-8 without byte order mark, with line feeds only: so the reader needs to know one form. The bytes of
 * UTF-8 stay as they are, so that rows with wrong ones can be told.
 */
export async function writeAsUtf8(
  from: string,
  to: string,
  { encoding, oldMac }: { encoding: Encoding; oldMac: boolean },
) {
  // Bytes above 127 are never part of a line end, so Latin-1 is as good as the truth, and fast.
  const decoder = encoding === 'UTF_8' ? null : new TextDecoder(labels[encoding]);
  const letters = decoder ? 'utf8' : 'latin1';
  let first = true;
  let held = '';
  const withLineFeeds = (text: string) => text.replaceAll('\r\n', '\n').replaceAll(oldMac ? '\r' : '\r\n', '\n');
  const transform = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const bytes = first && !decoder && chunk.subarray(0, 3).equals(byteOrderMark) ? chunk.subarray(3) : chunk;
      first = false;
      const text = held + (decoder ? decoder.decode(bytes, { stream: true }) : bytes.toString('latin1'));
      held = text.endsWith('\r') ? '\r' : '';
      done(null, Buffer.from(withLineFeeds(held ? text.slice(0, -1) : text), letters));
    },
    flush(done) {
      done(null, Buffer.from(withLineFeeds(held + (decoder?.decode() ?? '')), letters));
    },
  });
  await pipeline(createReadStream(from, { highWaterMark: 2 ** 20 }), transform, createWriteStream(to));
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
