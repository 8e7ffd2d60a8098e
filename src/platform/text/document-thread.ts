import { parentPort, workerData } from 'node:worker_threads';
import type { DocumentJob, DocumentMessage } from './document-messages.ts';
import { DocumentRefused } from './document-refused.ts';
import { readDocument } from './read-document.ts';

/** The worker thread's side: one document, and it ends. */
if (!parentPort) throw new Error('This module runs as a worker thread.');
const { bytes, name, limits } = workerData as DocumentJob;
const answer = (message: DocumentMessage) => parentPort!.postMessage(message, []);

try {
  answer({ type: 'read', document: await readDocument(bytes, name, limits) });
} catch (error) {
  if (!(error instanceof DocumentRefused)) throw error;
  answer({ type: 'refused', code: error.code, message: error.message });
}
