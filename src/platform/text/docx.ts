import { unzipSync, zipSync, type UnzipFileInfo } from 'fflate';
import mammoth from 'mammoth';
import { DocumentRefused } from './document-refused.ts';

/** Of a docx only these are looked at: no pictures, fonts or objects. */
const wanted = /^(\[Content_Types\]\.xml|_rels\/[^/]+|word\/[^/]+\.xml|word\/_rels\/[^/]+)$/;

/** The paragraphs of a docx. */
export async function docxText(bytes: Uint8Array, unpackedBytes: number): Promise<string> {
  const parts = unpack(bytes, unpackedBytes);
  if (!Object.keys(parts).some((name) => /^word\/document\d*\.xml$/.test(name)))
    throw new DocumentRefused('DOCUMENT_NOT_TEXT', 'This zip file is no docx. Send what is in it one by one.');
  try {
    // Packed again: the library unpacks whatever it is given, and these parts are known to be small.
    const buffer = Buffer.from(zipSync(parts, { level: 0 }));
    return (await mammoth.extractRawText({ buffer })).value;
  } catch (cause) {
    throw new DocumentRefused('DOCUMENT_DAMAGED', 'This docx cannot be read. Open and save it with Word.', { cause });
  }
}

function unpack(bytes: Uint8Array, most: number): Record<string, Uint8Array> {
  let total = 0;
  const filter = ({ name, originalSize }: UnzipFileInfo) => {
    if (/(^|\/)vba(Project|Data)[^/]*$/i.test(name))
      throw new DocumentRefused('DOCUMENT_HAS_MACROS', 'This document has macros. Save it as docx, without them.');
    if (!wanted.test(name)) return false;
    // No part gets more memory than it declares, so what a file says of itself need not be true.
    total += originalSize;
    if (total > most)
      throw new DocumentRefused(
        'DOCUMENT_TOO_LARGE',
        `Unpacked, this docx has more than ${most} bytes of text, which no document needs. Save it anew, or in parts.`,
      );
    return true;
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (cause) {
    if (cause instanceof DocumentRefused) throw cause;
    throw new DocumentRefused('DOCUMENT_DAMAGED', 'This docx is damaged or incomplete. Store it again.', { cause });
  }
}
