/** The first records of a text, as RFC 4180 has them; the last one may be cut off. */
export function recordsOf(text: string, delimiter: string, quote: string, most: number): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length && records.length < most) {
    let cell: string;
    if (text[at] === quote) {
      const end = endOfQuoted(text, at + 1, quote);
      cell = text.slice(at + 1, end).replaceAll(quote + quote, quote);
      at = end + 1;
      while (at < text.length && text[at] !== delimiter && text[at] !== '\n') cell += text[at++];
    } else {
      let end = at;
      while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++;
      cell = text.slice(at, end);
      at = end;
    }
    record.push(cell);
    if (text[at] !== delimiter) {
      records.push(record);
      record = [];
    } else if (at === text.length - 1) record.push('');
    at++;
  }
  if (record.length > 0 && records.length < most) records.push(record);
  return records.filter((cells) => cells.length > 1 || cells[0] !== '');
}

function endOfQuoted(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] !== quote) continue;
    if (text[at + 1] === quote) at++;
    else return at;
  }
  return text.length;
}
