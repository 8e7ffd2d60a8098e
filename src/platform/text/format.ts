import type { DocumentFormat } from './document.ts';
import { DocumentRefused } from './document-refused.ts';

const begins = (bytes: Uint8Array, ...start: number[]) => start.every((byte, at) => bytes[at] === byte);

/** What a document is: by what it begins with, and only where that says nothing by its name. */
export function formatOf(bytes: Uint8Array, name: string): DocumentFormat {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  if (head.includes('%PDF-')) return 'PDF';
  if (begins(bytes, 0x50, 0x4b, 0x03, 0x04)) return 'DOCX';
  // The container of Word before 2007, and of documents of today that have a password.
  if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    if (/\.docx$/i.test(name))
      throw new DocumentRefused(
        'DOCUMENT_ENCRYPTED',
        'This docx is protected by a password. Save it without one, and try again.',
      );
    throw new DocumentRefused('DOCUMENT_NOT_TEXT', 'Office documents of before 2007 are not read. Save it as docx.');
  }
  if (/\.html?$/i.test(name) || /^\s*(<!doctype html|<html)\b/i.test(head)) return 'HTML';
  return /\.(md|markdown)$/i.test(name) ? 'MARKDOWN' : 'TEXT';
}
