import { endianness } from 'node:os';

const little = endianness() === 'LE';

/** As it is stored in the database: 32-bit floats, the lowest byte first. */
export function toBytes(vector: Float32Array): Buffer {
  const bytes = Buffer.from(vector.slice().buffer);
  return little ? bytes : bytes.swap32();
}

/** What `toBytes` made bytes of. */
export function fromBytes(bytes: Uint8Array): Float32Array {
  if (bytes.length % 4 !== 0) throw new RangeError(`${bytes.length} bytes are no vector.`);
  const copy = Buffer.from(Uint8Array.from(bytes).buffer);
  return new Float32Array((little ? copy : copy.swap32()).buffer);
}

/** Makes it as long as 1, in place. One of zeros stays so. */
export function normalise(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) return vector;
  const scale = 1 / Math.sqrt(squares);
  for (let at = 0; at < vector.length; at++) vector[at]! *= scale;
  return vector;
}
