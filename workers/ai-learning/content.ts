import * as z from 'zod';
import type { Storage } from '../../src/platform/storage.ts';
import type { ReadDocument } from '../../src/platform/text/document.ts';
import { keepJson, readJson } from '../kit/kept-json.ts';

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

/** Keeps what was read of a content for the activities that follow. */
export function keepContent(storage: Storage, key: string, content: ReadDocument, signal: AbortSignal) {
  const { likeness } = content;
  return keepJson(
    storage,
    key,
    { ...content, likeness: { ...likeness, signature: Array.from(likeness.signature) } },
    signal,
  );
}

export const readContent = (storage: Storage, key: string, signal: AbortSignal): Promise<ReadDocument> =>
  readJson(storage, key, stored, signal);
