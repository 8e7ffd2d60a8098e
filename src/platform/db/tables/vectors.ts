import { customType } from 'drizzle-orm/pg-core';
import { fromBytes, toBytes } from '../../embeddings/vector.ts';

/** How a text lies in the space of the model that `embedder` names: 32-bit floats. */
export const vector = customType<{ data: Float32Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: toBytes,
  fromDriver: fromBytes,
});
