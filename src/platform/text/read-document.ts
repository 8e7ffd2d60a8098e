import { cleanText } from './clean.ts';
import { decodeText } from './decode.ts';
import type { DocumentFormat, DocumentLimits, RawText, ReadDocument } from './document.ts';
import { DocumentRefused } from './document-refused.ts';
import { likenessOf } from './fingerprint.ts';
import { formatOf } from './format.ts';

/** Reads a document, in this thread: it may take seconds and much memory. */
export async function readDocument(bytes: Uint8Array, name: string, limits: DocumentLimits): Promise<ReadDocument> {
  const format = formatOf(bytes, name);
  return readText(await rawText(bytes, format, limits), format, limits.characters);
}

/** What is already text, or was read, as it is stored. */
export function readText({ text: raw, pages }: RawText, format: DocumentFormat, characters: number): ReadDocument {
  // Page by page, as characters that are left out move what comes after them.
  const starts = pages ?? [0];
  const cleaned = starts.map((start, at) => cleanText(raw.slice(start, starts[at + 1])));
  const moved: number[] = [];
  let text = '';
  for (const part of cleaned) {
    moved.push(text.length);
    text += part.text;
  }
  if (text.length > characters)
    throw new DocumentRefused(
      'DOCUMENT_TOO_LARGE',
      `This document has more than ${characters} characters, which is the most that is read. Send it in parts.`,
    );
  if (!/[\p{L}\p{N}]/u.test(text)) throw new DocumentRefused('DOCUMENT_EMPTY', emptyMessage(format));
  const removed = cleaned.reduce((sum, part) => sum + part.removed, 0);
  return { format, text, pages: pages ? moved : null, removed, likeness: likenessOf(text) };
}

const emptyMessage = (format: DocumentFormat) =>
  format === 'PDF'
    ? 'This PDF has no text: its pages may be pictures. Run text recognition over it, and send what comes out.'
    : 'There is no letter and no digit in it. Send a document with text.';

/** Each library is loaded when it is needed: the one for PDF alone is 1.6 MB. */
async function rawText(bytes: Uint8Array, format: DocumentFormat, limits: DocumentLimits): Promise<RawText> {
  if (format === 'PDF') return (await import('./pdf.ts')).pdfText(bytes, limits);
  if (format === 'DOCX') return { text: await (await import('./docx.ts')).docxText(bytes, limits.unpackedBytes) };
  const text = decodeText(bytes);
  return { text: format === 'HTML' ? (await import('./html.ts')).htmlText(text) : text };
}
