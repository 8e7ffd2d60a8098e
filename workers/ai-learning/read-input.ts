import type * as z from 'zod';
import { ObjectChangedError, ObjectNotFoundError, type Storage } from '../../src/platform/storage.ts';
import { usualLimits, type ReadDocument } from '../../src/platform/text/document.ts';
import { DocumentRefused } from '../../src/platform/text/document-refused.ts';
import { readDocumentApart } from '../../src/platform/text/documents.ts';
import { readText } from '../../src/platform/text/read-document.ts';
import type { ActivityContext } from '../kit/activity.ts';
import type { aiLearning } from './contract.ts';

type Input = Pick<z.output<(typeof aiLearning)['input']>, 'text' | 'document'>;

/** The content of an input, wherever it is; ends the run where it cannot be read. */
export async function readInput(
  storage: Storage,
  { text, document }: Input,
  { fail, signal }: Pick<ActivityContext<typeof aiLearning>, 'fail' | 'signal'>,
): Promise<ReadDocument> {
  try {
    if (text !== undefined) return readText({ text }, 'TEXT', usualLimits.characters);
    const bytes = await readObject(storage, document!, signal);
    return await readDocumentApart(bytes, document!.key, { signal });
  } catch (error) {
    if (error instanceof DocumentRefused) return fail(error.code, error.message);
    if (error instanceof ObjectNotFoundError) return fail('DOCUMENT_NOT_FOUND', error.message);
    if (error instanceof ObjectChangedError) return fail('DOCUMENT_CHANGED', error.message);
    throw error;
  }
}

/** Looked at before it is read, as what is too large would not fit into memory. */
async function readObject(storage: Storage, at: NonNullable<Input['document']>, signal: AbortSignal): Promise<Buffer> {
  const head = await storage.head(at, signal);
  if (!head) throw new ObjectNotFoundError(`${at.bucket}/${at.key} does not exist.`);
  if (head.bytes > usualLimits.bytes)
    throw new DocumentRefused(
      'DOCUMENT_TOO_LARGE',
      `${at.bucket}/${at.key} has ${head.bytes} bytes, and at most ${usualLimits.bytes} are read. Store it in parts.`,
    );
  return storage.read({ ...at, etag: at.etag ?? head.etag }, { signal });
}
