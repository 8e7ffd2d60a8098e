import type { Likeness } from './fingerprint.ts';

export type DocumentFormat = 'TEXT' | 'MARKDOWN' | 'HTML' | 'PDF' | 'DOCX';

/** What is read of a document at most. */
export interface DocumentLimits {
  bytes: number;
  /** Of a docx, when it is unpacked. */
  unpackedBytes: number;
  pages: number;
  characters: number;
  milliseconds: number;
  memoryMb: number;
}

export const usualLimits: DocumentLimits = {
  bytes: 50 * 2 ** 20,
  unpackedBytes: 100 * 2 ** 20,
  pages: 2000,
  characters: 1_000_000,
  milliseconds: 60_000,
  memoryMb: 512,
};

/** What a format's reader has found. */
export interface RawText {
  text: string;
  /** Of a PDF: where each page begins in the text. */
  pages?: number[];
}

/** The text of a document, fit to be stored and compared. */
export interface ReadDocument {
  format: DocumentFormat;
  text: string;
  /** Of a PDF: where each page begins in the text, in UTF-16 code units; else null. */
  pages: number[] | null;
  /** Characters that were left out: null bytes and others that nobody can see or store. */
  removed: number;
  likeness: Likeness;
}
