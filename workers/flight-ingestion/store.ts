import { createHash } from 'node:crypto';
import type { Storage } from '../../src/platform/storage.ts';
import type { ObjectLocation } from '../kit/objects.ts';

interface Content {
  contentType: string;
  signal: AbortSignal;
}

const describe = (data: Buffer, contentType: string) => ({
  bytes: data.length,
  contentType,
  sha256: createHash('sha256').update(data).digest('hex'),
});

/** Stores a result, and says what is where now. */
export async function storeResult(
  storage: Storage,
  at: ObjectLocation,
  data: Buffer,
  { contentType, signal }: Content,
) {
  const { etag } = await storage.write(at, data, { contentType, signal });
  return { ...at, etag, ...describe(data, contentType) };
}

/** Stores an intermediate object of the run. */
export async function storeWork(storage: Storage, key: string, data: Buffer, { contentType, signal }: Content) {
  await storage.write(storage.own(key), data, { contentType, signal });
  return { key, ...describe(data, contentType) };
}
