/** A picture of one 8-bit channel, row by row. */
export interface Grey {
  data: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
}

/** What 8 bits hold as it is; anything else is stretched between these shares of its values. */
const darkest = 0.02;
const brightest = 0.98;

/**
 * Values as 8-bit grey: those of 8 bits as they are, others stretched so that the 2nd percentile becomes 1 and the 98th
 * 255. What is no number becomes 0. Two windows of one raster are stretched apart, as features are looked for in each alone.
 */
export function toGrey(values: Float32Array, { eightBit }: { eightBit: boolean }): Uint8Array<ArrayBuffer> {
  const grey = new Uint8Array(values.length);
  const [low, high] = eightBit ? [0, 255] : percentiles(values);
  const span = high - low;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) continue;
    const level = eightBit ? value : span > 0 ? Math.max(1, 1 + ((value - low) / span) * 254) : 128;
    grey[index] = Math.min(255, Math.round(level));
  }
  return grey;
}

/** Of at most some 100,000 of the values, evenly taken. */
function percentiles(values: Float32Array): [number, number] {
  const stride = Math.max(1, Math.floor(values.length / 100_000));
  const sample = new Float32Array(Math.ceil(values.length / stride));
  let count = 0;
  for (let index = 0; index < values.length; index += stride) {
    const value = values[index]!;
    if (Number.isFinite(value)) sample[count++] = value;
  }
  if (count === 0) return [0, 0];
  const sorted = sample.subarray(0, count).toSorted();
  return [sorted[Math.floor((count - 1) * darkest)]!, sorted[Math.floor((count - 1) * brightest)]!];
}
