/** About what a tokenizer makes of a text; never more than it has bytes. */
export function tokensOf(text: string): number {
  let tokens = 0;
  for (const [part] of text.matchAll(/[a-z0-9]+|\s+|[^\sa-z0-9]/giu)) {
    if (/^[a-z0-9]/i.test(part)) tokens += Math.ceil(part.length / 4);
    else if (/^\s/.test(part)) tokens += part.length > 1 ? 1 : 0;
    else tokens += Buffer.byteLength(part);
  }
  return tokens;
}
