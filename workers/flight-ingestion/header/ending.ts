/** Where the pixels of a JPEG begin, behind all that is said of them; null when that is not among these bytes. */
export function startOfScan(bytes: Buffer): number | null {
  let at = 2; // behind the marker of the start
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xda) return at;
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

/** Bytes at the end of a file that are looked at for where its image ends; cameras put something behind it. */
export const tailBytes = 64 * 1024;

/** Whether the last bytes of a file hold the end of its image. Of formats that tell it otherwise: yes. */
export function holdsEnd(format: string | null, tail: Buffer): boolean {
  // Among the pixels of a JPEG there is no FF D9: an FF is followed by 00 there.
  if (format === 'JPEG') return tail.lastIndexOf(Buffer.of(0xff, 0xd9)) >= 0;
  if (format === 'PNG') return tail.lastIndexOf('IEND') >= 0;
  return true;
}

/** How many bytes the head says that the file has at least; 0 when it does not say. */
export function statedBytes(format: string | null, head: Buffer): number {
  if (format === 'WEBP') return head.length >= 8 ? head.readUInt32LE(4) + 8 : 0;
  if (format === 'HEIF' || format === 'AVIF') return lastBoxEnd(head);
  if (format === 'TIFF') return head.length >= 8 ? firstDirectoryEnd(head) : 0;
  return 0;
}

/** The head of a TIFF says where its first directory is, which has a count and the place of the next one. */
const firstDirectoryEnd = (head: Buffer) => (head[0] === 0x4d ? head.readUInt32BE(4) : head.readUInt32LE(4)) + 6;

/** The boxes of the ISO base media file format follow each other, each with its size. */
function lastBoxEnd(head: Buffer): number {
  let at = 0;
  while (at + 16 <= head.length) {
    const size = head.readUInt32BE(at);
    if (size === 0) break; // up to the end of the file
    const bytes = size === 1 ? Number(head.readBigUInt64BE(at + 8)) : size;
    if (bytes < 8) break;
    at += bytes;
  }
  return at;
}
