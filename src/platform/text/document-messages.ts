import type { DocumentLimits, ReadDocument } from './document.ts';
import type { DocumentErrorCode } from './document-refused.ts';

/** What the thread is asked. */
export interface DocumentJob {
  bytes: Uint8Array;
  name: string;
  limits: DocumentLimits;
}

/** What it answers, once. */
export type DocumentMessage =
  { type: 'read'; document: ReadDocument } | { type: 'refused'; code: DocumentErrorCode; message: string };
