/** Unpacks PackBits (TIFF 6.0, section 9), to at most so many bytes: throws where there would be more. */
export function unpackPackBits(packed: Uint8Array, limit: number): Uint8Array<ArrayBuffer> {
  const unpacked = new Uint8Array(limit);
  let filled = 0;
  for (let at = 0; at < packed.length;) {
    const head = packed[at++]!;
    if (head === 128) continue;
    const repeats = head > 128;
    const length = repeats ? 257 - head : head + 1;
    if (filled + length > limit) throw new Error(`PackBits: more than ${limit} bytes.`);
    if (repeats) unpacked.fill(packed[at++] ?? 0, filled, filled + length);
    else unpacked.set(packed.subarray(at, (at += length)), filled);
    filled += length;
  }
  return unpacked.slice(0, filled);
}
