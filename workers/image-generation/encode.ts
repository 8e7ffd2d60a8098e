import type { Sharp } from 'sharp';
import type { OutputFormat } from '../../src/platform/images/output-formats.ts';
import { withXmpChunk } from '../../src/platform/images/png-xmp.ts';

/** Of formats that lose something. */
const quality = 92;

/** A picture as a file of this format, with this XMP in it. */
export async function encode(picture: Sharp, format: OutputFormat, xmp: string): Promise<Buffer> {
  if (format === 'PNG') return withXmpChunk(await picture.png().toBuffer(), xmp);
  if (format === 'JPEG') picture.flatten({ background: 'white' }); // what is transparent would be black
  return picture.withXmp(xmp).toFormat(names[format], { quality }).toBuffer();
}

const names = { JPEG: 'jpeg', WEBP: 'webp', AVIF: 'avif' } as const;
