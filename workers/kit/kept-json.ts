import type * as z from 'zod';
import type { Storage } from '../../src/platform/storage.ts';
import { storeWork } from './store.ts';

/** Keeps a value for the activities that follow, as an intermediate object of the run. */
export const keepJson = (storage: Storage, key: string, value: unknown, signal: AbortSignal) =>
  storeWork(storage, key, Buffer.from(JSON.stringify(value)), { contentType: 'application/json', signal });

/** Reads what an activity has kept. */
export async function readJson<T>(
  storage: Storage,
  key: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  return schema.parse(JSON.parse((await storage.read(storage.own(key), { signal })).toString('utf8')));
}
