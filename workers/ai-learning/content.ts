import * as z from 'zod';
import type { Storage } from '../../src/platform/storage.ts';
import type { ReadDocument } from '../../src/platform/text/document.ts';
import { storeWork } from '../kit/store.ts';

const stored = z.object({
  format: z.enum(['TEXT', 'MARKDOWN', 'HTML', 'PDF', 'DOCX']),
  text: z.string(),
  pages: z.array(z.int()).nullable(),
  removed: z.int(),
  likeness: z.object({
    fingerprint: z.string(),
    signature: z.array(z.int()).transform((numbers) => Uint32Array.from(numbers)),
    bands: z.array(z.int()),
  }),
});

const contentType = 'application/json';

/** Keeps what was read of a content for the activities that follow. */
export function keepContent(storage: Storage, key: string, content: ReadDocument, signal: AbortSignal) {
  const { likeness } = content;
  const plain = { ...content, likeness: { ...likeness, signature: Array.from(likeness.signature) } };
  return storeWork(storage, key, Buffer.from(JSON.stringify(plain)), { contentType, signal });
}

/** Reads what an activity has kept, as JSON. */
export async function readKept<T>(
  storage: Storage,
  key: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  return schema.parse(JSON.parse((await storage.read(storage.own(key), { signal })).toString('utf8')));
}

export const readContent = (storage: Storage, key: string, signal: AbortSignal): Promise<ReadDocument> =>
  readKept(storage, key, stored, signal);

/** Keeps a value as JSON. */
export const keep = (storage: Storage, key: string, value: unknown, signal: AbortSignal) =>
  storeWork(storage, key, Buffer.from(JSON.stringify(value)), { contentType, signal });
