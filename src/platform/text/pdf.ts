import { getDocumentProxy } from 'unpdf';
import type { RawText } from './document.ts';
import { DocumentRefused } from './document-refused.ts';

/** What pdf.js has on a page: pieces of text, and marks between them. */
interface DrawnItem {
  str?: string;
  hasEOL?: boolean;
}

interface Limits {
  pages: number;
  characters: number;
}

/** The text of a PDF, page by page, as it is drawn. Pictures of pages have none. */
export async function pdfText(bytes: Uint8Array, limits: Limits): Promise<Required<RawText>> {
  const pdf = await open(bytes);
  if (pdf.numPages > limits.pages)
    throw new DocumentRefused(
      'DOCUMENT_TOO_LARGE',
      `This PDF has ${pdf.numPages} pages, and at most ${limits.pages} are read. Send it in parts.`,
    );
  const pages: number[] = [];
  let text = '';
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    pages.push(text.length);
    const drawn = (items as DrawnItem[]).map(({ str = '', hasEOL }) => (hasEOL ? `${str}\n` : str));
    text += `${drawn.join('').trimEnd()}\n\n`;
    page.cleanup();
    if (text.length > limits.characters) break; // whoever called says so, of every format
  }
  return { text, pages };
}

async function open(bytes: Uint8Array) {
  try {
    // 0: nothing is printed about what is odd in a file.
    return await getDocumentProxy(bytes, { verbosity: 0, isEvalSupported: false, useSystemFonts: false });
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'PasswordException')
      throw new DocumentRefused(
        'DOCUMENT_ENCRYPTED',
        'This PDF is protected by a password. Save it without one, and try again.',
        { cause },
      );
    throw new DocumentRefused('DOCUMENT_DAMAGED', 'This PDF is damaged or incomplete. Save it anew, and try again.', {
      cause,
    });
  }
}
