import { crc32 } from 'node:zlib';

/** The signature of a PNG, and its first chunk, IHDR. */
const headBytes = 8 + 25;

/**
 * A PNG with this XMP in the chunk that its specification names (part 3, 1.1.5): `iTXt`, not compressed. libvips writes a compressed `zTXt`,
 * where many programs do not look. The file must have no XMP yet.
 */
export function withXmpChunk(png: Buffer, xmp: string): Buffer {
  // The keyword; not compressed, by no method; no language; no keyword in it.
  const content = Buffer.from(`iTXtXML:com.adobe.xmp\0\0\0\0\0${xmp}`);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length - 4);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([png.subarray(0, headBytes), length, content, check, png.subarray(headBytes)]);
}
