import { customType } from 'drizzle-orm/pg-core';

/** 32-bit floats, little-endian: how a text lies in the space of the model that `embedder` names. */
export const vector = customType<{ data: Float32Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (floats) => Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength),
  // Copied, as the driver's bytes may begin anywhere and floats only at multiples of four.
  fromDriver: (bytes) => new Float32Array(new Uint8Array(bytes).buffer),
});
