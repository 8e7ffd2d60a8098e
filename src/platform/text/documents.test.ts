import { expect, test } from 'vitest';
import { declaringSize, makeDocx } from '../../../test/fixtures/documents/docx.ts';
import { makePdf } from '../../../test/fixtures/documents/pdf.ts';
import { long } from '../../../test/long.ts';
import { usualLimits, type DocumentLimits } from './document.ts';
import { DocumentRefused } from './document-refused.ts';
import { readDocumentApart } from './documents.ts';
import { readDocument } from './read-document.ts';

/** In this thread: a thread takes a second to start under tests. */
const read = (bytes: Uint8Array, name: string, limits: Partial<DocumentLimits> = {}) =>
  readDocument(Uint8Array.from(bytes), name, { ...usualLimits, ...limits });
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const swapped = (text: string) => utf16(text).swap16();
const sentence = 'Die Brücke über den Rhein ist 400 Meter lang.';

test.for([
  ['UTF-8', 'a.txt', Buffer.from(sentence)],
  ['UTF-8 with a mark', 'a.txt', Buffer.from(`\uFEFF${sentence}`)],
  ['UTF-16 with a mark', 'a.txt', utf16(`\uFEFF${sentence}`)],
  ['UTF-16, the high byte first', 'a.txt', swapped(`\uFEFF${sentence}`)],
  ['UTF-16 without a mark', 'a.txt', utf16(sentence)],
  ['UTF-16 without a mark, the high byte first', 'a.txt', swapped(sentence)],
  ['composed characters taken apart', 'a.txt', Buffer.from(sentence.normalize('NFD'))],
  ['a null byte', 'a.txt', Buffer.from(`${sentence.slice(0, 9)}\0${sentence.slice(9)}`)],
  ['a docx', 'a.docx', makeDocx([sentence])],
  ['a docx of another name', 'a', makeDocx([sentence])],
  ['a page', 'a.html', Buffer.from(`<title>T</title><script>1</script><nav>Menu</nav><p>${sentence}</p>`)],
] as const)('%s is read', async ([, name, bytes]) => {
  expect((await read(bytes, name)).text.replace(/^T\n+/, '').trim()).toBe(sentence);
});

test('a text says what was left out of it, and keeps its lines', async () => {
  const found = await read(Buffer.from(`# Bridge\r\n\r\nIt is\0 long.\n${sentence.repeat(9)}`), 'a.md');
  expect(found).toMatchObject({ format: 'MARKDOWN', removed: 1, pages: null });
  expect(found.text.split('\n').slice(0, 3)).toEqual(['# Bridge', '', 'It is long.']);
});

test(`a PDF of ${long ? 200 : 20} pages is read page by page`, async () => {
  const pages = Array.from({ length: long ? 200 : 20 }, (_, at) =>
    `Page ${at + 1} is about bridge ${at + 1}. `.repeat(60),
  );
  const { text, pages: starts, format } = await read(await makePdf(pages), 'bridges.pdf');
  expect(format).toBe('PDF');
  expect(starts).toHaveLength(pages.length);
  starts!.forEach((start, at) => expect(text.slice(start)).toMatch(new RegExp(`^Page ${at + 1} is about`)));
});

test('a PDF that only its owner may change is read', async () => {
  const bytes = await makePdf([sentence], { ownerPassword: 'x', pdfVersion: '1.7' });
  expect((await read(bytes, 'a.pdf')).text.trim()).toBe(sentence);
});

const bomb = () => makeDocx([], { 'word/document.xml': new Uint8Array(30 * 2 ** 20) });
const refused: [what: string, name: string, bytes: () => Uint8Array | Promise<Uint8Array>, code: string][] = [
  [
    'a PDF with a password',
    'a.pdf',
    () => makePdf([sentence], { userPassword: 'x', pdfVersion: '1.7' }),
    'DOCUMENT_ENCRYPTED',
  ],
  ['a PDF of pictures', 'a.pdf', () => makePdf(['', '']), 'DOCUMENT_EMPTY'],
  ['a PDF that is cut short', 'a.pdf', () => Buffer.from('%PDF-1.7\n1 0 obj'), 'DOCUMENT_DAMAGED'],
  ['a PDF of too many pages', 'a.pdf', () => makePdf(['a', 'b', 'c', 'd']), 'DOCUMENT_TOO_LARGE'],
  [
    'a docx with macros',
    'a.docx',
    () => makeDocx([sentence], { 'word/vbaProject.bin': Buffer.from('Sub') }),
    'DOCUMENT_HAS_MACROS',
  ],
  ['a docx with a password', 'a.docx', () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'DOCUMENT_ENCRYPTED'],
  ['a zip bomb', 'a.docx', bomb, 'DOCUMENT_TOO_LARGE'],
  ['a zip bomb that declares less', 'a.docx', () => declaringSize(bomb(), 1000), 'DOCUMENT_DAMAGED'],
  [
    'a zip of something else',
    'a.docx',
    () => makeDocx([], { 'word/document.xml': [new Uint8Array(), {}], 'word/x': [new Uint8Array(), {}] }),
    'DOCUMENT_DAMAGED',
  ],
  ['half a docx', 'a.docx', () => makeDocx([sentence]).subarray(0, 400), 'DOCUMENT_DAMAGED'],
  ['a document of Word 97', 'a.doc', () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'DOCUMENT_NOT_TEXT'],
  ['a picture', 'a.txt', () => Buffer.from('ffd8ffe000104a46', 'hex'), 'DOCUMENT_NOT_TEXT'],
  ['a text of another encoding', 'a.txt', () => Buffer.from(sentence, 'latin1'), 'DOCUMENT_NOT_TEXT'],
  ['a text full of null bytes', 'a.txt', () => Buffer.from('a\0\0b\0\0c\0\0'), 'DOCUMENT_NOT_TEXT'],
  ['nothing', 'a.txt', () => Buffer.alloc(0), 'DOCUMENT_EMPTY'],
  ['a text without a letter', 'a.txt', () => Buffer.from(' \n…—!'), 'DOCUMENT_EMPTY'],
  ['a text that is too long', 'a.txt', () => Buffer.from('long '.repeat(3000)), 'DOCUMENT_TOO_LARGE'],
];

test.for(refused)('%s is refused', async ([, name, bytes, code]) => {
  const limits = { unpackedBytes: 2 ** 20, pages: 3, characters: 10_000, bytes: 2 ** 20 };
  const problem = await read(await bytes(), name, limits).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(DocumentRefused);
  expect(problem).toMatchObject({ code, message: expect.stringMatching(/\. |\.$/) });
});

test('a document is read in a thread as it is in this one', async () => {
  const pdf = await makePdf([sentence, sentence]);
  expect(await readDocumentApart(pdf, 'a.pdf')).toEqual(await read(pdf, 'a.pdf'));
  await expect(readDocumentApart(pdf, 'a.pdf', { pages: 1 })).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' });
});

test('a document that takes too long, or more bytes than are read, is refused', async () => {
  const slow = readDocumentApart(Buffer.from(sentence), 'a.txt', { milliseconds: 1 });
  await expect(slow).rejects.toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
    message: expect.stringContaining('0.001 seconds'),
  });
  const large = readDocumentApart(Buffer.from(sentence), 'a.txt', { bytes: 10 });
  await expect(large).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' });
});

test('a document that takes too much memory ends its thread and nothing else', async () => {
  const many = Buffer.from(`<p>${'<b>a </b>'.repeat(400_000)}</p>`);
  await expect(readDocumentApart(many, 'a.html', { memoryMb: 32 })).rejects.toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
    message: expect.stringContaining('32 MB'),
  });
});

test('reading stops when it is told to', async () => {
  const controller = new AbortController();
  const reading = readDocumentApart(Buffer.from(sentence), 'a.txt', { signal: controller.signal });
  controller.abort(new Error('over'));
  await expect(reading).rejects.toThrow('over');
});
