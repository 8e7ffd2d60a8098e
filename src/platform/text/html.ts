import { compile } from 'html-to-text';

/** Pages have menus and scripts, which nobody wants to find. */
const skipped = ['script', 'style', 'noscript', 'template', 'nav', 'iframe', 'svg', 'form', 'button', 'img'];

const toText = compile({
  wordwrap: false,
  limits: { maxInputLength: Number.MAX_SAFE_INTEGER, maxDepth: 200 },
  selectors: [
    ...skipped.map((selector) => ({ selector, format: 'skip' })),
    { selector: 'a', options: { ignoreHref: true } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** The words of a page, as they are read: paragraphs and headings apart, without addresses. */
export const htmlText = (html: string): string => toText(html);
