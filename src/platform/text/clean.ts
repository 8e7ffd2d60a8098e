import { DocumentRefused } from './document-refused.ts';

/** Control characters but tab and line end, and halves of surrogate pairs: nobody reads them, and PostgreSQL refuses some. */
const unfit = /(?![\t\n])[\p{Cc}\p{Cs}\uFEFF]/gu;
/** A text with more of those than this is none. */
const most = 0.01;

/** A text as it is stored and quoted: lines end in `\n`, characters are composed, and what nobody can see or store is left out. */
export function cleanText(text: string): { text: string; removed: number } {
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?|\u2028|\u2029|\f|\v/g, '\n');
  const kept = lines.replace(unfit, '');
  const removed = lines.length - kept.length;
  if (removed > 1 && removed > lines.length * most)
    throw new DocumentRefused(
      'DOCUMENT_NOT_TEXT',
      `${removed} of ${lines.length} characters are control characters: this is no text. Send text, Markdown, HTML, PDF or docx.`,
    );
  return { text: kept.normalize('NFC'), removed };
}
