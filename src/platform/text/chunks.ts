/** A passage: where it is in its text, in UTF-16 code units. */
export interface Passage {
  start: number;
  end: number;
  /** Of a PDF: on which page it begins, from 1; else null. */
  page: number | null;
}

/** About a long paragraph: enough to be understood alone, and little enough to be about one thing. */
const usualSize = 1200;

/**
 * Cuts a text into passages that follow each other without gap or overlap, of at most `size` characters: between
 * paragraphs if it can be, else between sentences, words, or in need between characters as people see them.
 */
export function passages(text: string, pages: readonly number[] | null = null, size = usualSize): Passage[] {
  const found: Passage[] = [];
  let page = 0;
  for (let start = 0; start < text.length;) {
    const end = start + size >= text.length ? text.length : cutBefore(text, start, start + size);
    while ((pages?.[page] ?? Infinity) <= start) page++;
    found.push({ start, end, page: pages && page });
    start = end;
  }
  return found;
}

/** The best place for a cut in the second half of what may be cut. */
function cutBefore(text: string, start: number, limit: number): number {
  const from = start + Math.floor((limit - start) / 2);
  const half = text.slice(from, limit);
  for (const separator of separators) {
    const last = [...half.matchAll(separator)].at(-1);
    if (last) return from + last.index + last[0].length;
  }
  const graphemes = [...segmenter.segment(text.slice(from, limit + 50))];
  const before = graphemes.findLast(({ index }) => from + index <= limit && index > 0);
  return before ? from + before.index : limit;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const separators = [/\n\s*\n\s*/g, /\n(?=#{1,6} )/g, /[.!?…]["'”’»)\]]*\s+|[。！？]/g, /\n\s*/g, /\s+/g];
