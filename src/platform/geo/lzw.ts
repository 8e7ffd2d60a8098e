const clear = 256;
const end = 257;
const widest = 12;

/**
 * Unpacks the LZW of TIFF 6.0 (section 13), to at most so many bytes: throws where there would be more. Each entry of its table is a
 * piece of what was unpacked before, so that only its start and length are kept.
 */
export function unpackLzw(packed: Uint8Array, limit: number): Uint8Array<ArrayBuffer> {
  const unpacked = new Uint8Array(limit);
  const [starts, lengths] = [new Uint32Array(1 << widest), new Uint32Array(1 << widest)];
  let [filled, position, width, next] = [0, 0, 9, end + 1];
  let previous: { start: number; length: number } | null = null;
  while (position + width <= packed.length * 8) {
    const code = bitsAt(packed, position, width);
    position += width;
    if (code === end) break;
    if (code === clear) {
      [width, next, previous] = [9, end + 1, null];
      continue;
    }
    if (previous && next < starts.length) {
      // The last piece and the byte that follows it, which is the first of this piece.
      starts[next] = previous.start;
      lengths[next] = previous.length + 1;
      next++;
      if (next + 1 >= 1 << width && width < widest) width++;
    }
    if (code >= next) throw new Error('LZW: a code that is not in the table.');
    const length = code < clear ? 1 : lengths[code]!;
    if (filled + length > limit) throw new Error(`LZW: more than ${limit} bytes.`);
    previous = { start: filled, length };
    if (code < clear) unpacked[filled++] = code;
    // Byte by byte: the last may be one that this very piece writes.
    else for (let from = starts[code]!; filled < previous.start + length; from++) unpacked[filled++] = unpacked[from]!;
  }
  return unpacked.slice(0, filled);
}

function bitsAt(bytes: Uint8Array, position: number, width: number): number {
  const at = position >> 3;
  const three = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  return (three >> (24 - (position & 7) - width)) & ((1 << width) - 1);
}
