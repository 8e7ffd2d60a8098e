import { availableParallelism } from 'node:os';
import { moduleUrl } from '../module-url.ts';
import { createSlots } from '../slots.ts';
import { startModule } from '../start-module.ts';
import { usualLimits, type DocumentLimits, type ReadDocument } from './document.ts';
import type { DocumentJob, DocumentMessage } from './document-messages.ts';
import { DocumentRefused } from './document-refused.ts';

/** Of this process: as many documents are read at a time as there are cores. */
const slots = createSlots(availableParallelism());

/**
 * Reads a document in a thread of its own, which is ended when it takes too long or too much memory, or when the signal says so.
 * The bytes are moved there. Throws DocumentRefused, or the signal's reason.
 */
export async function readDocumentApart(
  bytes: Uint8Array,
  name: string,
  { signal, ...changed }: Partial<DocumentLimits> & { signal?: AbortSignal } = {},
): Promise<ReadDocument> {
  const limits = { ...usualLimits, ...changed };
  if (bytes.length > limits.bytes)
    throw new DocumentRefused(
      'DOCUMENT_TOO_LARGE',
      `This document has ${bytes.length} bytes, and at most ${limits.bytes} are read. Send it in parts.`,
    );
  const giveBack = await slots.take(signal);
  try {
    signal?.throwIfAborted();
    return await inThread({ bytes: Uint8Array.from(bytes), name, limits }, signal);
  } finally {
    giveBack?.();
  }
}

function inThread(job: DocumentJob, signal: AbortSignal | undefined): Promise<ReadDocument> {
  const { milliseconds, memoryMb } = job.limits;
  const thread = startModule(moduleUrl('./document-thread', import.meta.url), job, {
    transferList: [job.bytes.buffer as ArrayBuffer],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  const over = AbortSignal.timeout(milliseconds);
  const ended = AbortSignal.any([over, ...(signal ? [signal] : [])]);
  return new Promise<ReadDocument>((resolve, reject) => {
    ended.addEventListener(
      'abort',
      () => reject(over.aborted ? tooMuch(`${milliseconds / 1000} seconds`) : signal?.reason),
      {
        once: true,
      },
    );
    thread.once('message', (message: DocumentMessage) => {
      if (message.type === 'read') resolve(message.document);
      else reject(new DocumentRefused(message.code, message.message));
    });
    thread.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch(`${memoryMb} MB of memory`) : error),
    );
    thread.once('exit', (code) => reject(new Error(`The thread that reads documents ended with code ${code}.`)));
  }).finally(() => void thread.terminate());
}

const tooMuch = (what: string) =>
  new DocumentRefused(
    'DOCUMENT_TOO_LARGE',
    `Reading this document takes more than ${what}. Send it in parts, or as text.`,
  );
