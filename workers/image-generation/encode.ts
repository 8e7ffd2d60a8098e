import { crc32 } from 'node:zlib';
import type { Sharp } from 'sharp';
import type { OutputFormat } from '../../src/platform/images/output-formats.ts';

/** Of formats that lose something. */
const quality = 92;

/** A picture as a file of this format, with this XMP in it. */
export async function encode(picture: Sharp, format: OutputFormat, xmp: string): Promise<Buffer> {
  if (format === 'PNG') return withChunk(await picture.png().toBuffer(), xmp);
  if (format === 'JPEG') picture.flatten({ background: 'white' }); // what is transparent would be black
  return picture.withXmp(xmp).toFormat(names[format], { quality }).toBuffer();
}

const names = { JPEG: 'jpeg', WEBP: 'webp', AVIF: 'avif' } as const;

/** The signature of a PNG, and its first chunk, IHDR. */
const headBytes = 8 + 25;

/**
 * The chunk that XMP is in by its specification (part 3, 1.1.5): `iTXt`, not compressed. libvips writes a compressed `zTXt`, where many
 * programs do not look.
 */
function withChunk(png: Buffer, xmp: string): Buffer {
  // The keyword; not compressed, by no method; no language; no keyword in it.
  const content = Buffer.from(`iTXtXML:com.adobe.xmp\0\0\0\0\0${xmp}`);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length - 4);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([png.subarray(0, headBytes), length, content, check, png.subarray(headBytes)]);
}
