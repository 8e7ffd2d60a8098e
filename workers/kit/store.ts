import { createHash } from 'node:crypto';
import type { Storage } from '../../src/platform/storage.ts';
import type { ObjectLocation } from './objects.ts';

interface Content {
  contentType: string;
  signal: AbortSignal;
}

/** Stores a result, and says what is where now. */
export async function storeResult(storage: Storage, at: ObjectLocation, data: Buffer, content: Content) {
  const { etag } = await storage.write(at, data, content);
  return { ...at, etag, ...factsOf(data, content) };
}

/** Stores an intermediate object of the run. */
export async function storeWork(storage: Storage, key: string, data: Buffer, content: Content) {
  await storage.write(storage.own(key), data, content);
  return { key, ...factsOf(data, content) };
}

const factsOf = (data: Buffer, { contentType }: Content) => ({
  bytes: data.length,
  contentType,
  sha256: createHash('sha256').update(data).digest('hex'),
});
