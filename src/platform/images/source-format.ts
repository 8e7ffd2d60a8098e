/** Formats that are read. Everything else libvips could open (SVG, PDF, GIF, archives) is refused before it sees it. */
export type SourceFormat = 'JPEG' | 'PNG' | 'WEBP' | 'AVIF' | 'TIFF';

/** Recognises a format by its first bytes (32 are enough but for odd AVIF brand lists); null when it is none of ours. */
export function sniffFormat(head: Buffer): SourceFormat | null {
  const hex = head.toString('hex', 0, 8);
  if (hex.startsWith('ffd8ff')) return 'JPEG';
  if (hex === '89504e470d0a1a0a') return 'PNG';
  if (ascii(head, 0) === 'RIFF' && ascii(head, 8) === 'WEBP') return 'WEBP';
  if (ascii(head, 4) === 'ftyp' && brands(head).some((brand) => brand === 'avif' || brand === 'avis')) return 'AVIF';
  // Byte order, then 42, or 43 for BigTIFF. Canon's raw files share the magic and add their own name.
  if (/^(49492a00|4d4d002a|49492b00|4d4d002b)/.test(hex) && ascii(head, 8).slice(0, 2) !== 'CR') return 'TIFF';
  return null;
}

const ascii = (bytes: Buffer, at: number) => bytes.toString('latin1', at, at + 4);

/** Major and compatible brands of an ISO base media file: `size ftyp major version compatible...`. */
function brands(head: Buffer): string[] {
  const end = Math.min(head.readUInt32BE(0), head.length);
  const list = [ascii(head, 8)];
  for (let at = 16; at + 4 <= end; at += 4) list.push(ascii(head, at));
  return list;
}
