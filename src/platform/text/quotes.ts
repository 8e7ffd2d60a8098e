/** Where a quote is in its text, in UTF-16 code units, and its words as they are there. */
export interface FoundQuote {
  start: number;
  end: number;
  quote: string;
}

/** Fewer letters and digits than these are in every text, so that quoting them says nothing. */
const least = 4;

/** Finds quotes in a text, whatever white space whoever quotes has written. Makes an index once: keep it for all quotes of a text. */
export function quoteFinder(text: string): (quote: string) => FoundQuote | null {
  const { normal, places } = spaced(text);
  return (quote) => {
    const wanted = quote.normalize('NFC').replace(/\s+/gu, ' ').trim();
    if ((wanted.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < least) return null;
    const at = normal.indexOf(wanted);
    if (at < 0) return null;
    const start = places[at]!;
    const end = places[at + wanted.length - 1]! + 1;
    return { start, end, quote: text.slice(start, end) };
  };
}

/** Each run of white space as one space, and where each character of that was before. */
function spaced(text: string): { normal: string; places: Uint32Array } {
  const places = new Uint32Array(text.length);
  const parts: string[] = [];
  let length = 0;
  for (const { 0: part, index } of text.matchAll(/\s+|\S+/gu)) {
    const space = /^\s/u.test(part);
    parts.push(space ? ' ' : part);
    for (let at = 0; at < (space ? 1 : part.length); at++) places[length++] = index + at;
  }
  return { normal: parts.join(''), places };
}
