import { DocumentRefused } from './document-refused.ts';

/** Bytes that are looked at for zeros: enough to tell UTF-16 from UTF-8. */
const sampled = 4096;

/** Bytes as text: UTF-8, or UTF-16 with or without a byte order mark. Nothing else is guessed. */
export function decodeText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DocumentRefused(
      'DOCUMENT_NOT_TEXT',
      `This is not valid ${encoding.toUpperCase()}. Save the text as UTF-8, and try again.`,
      { cause },
    );
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  // Without a mark: what people write has spaces, digits and line ends, of which one byte is zero, always the same one.
  const zeros = [0, 0];
  const length = Math.min(bytes.length, sampled);
  for (let at = 0; at < length; at++) if (bytes[at] === 0) zeros[at % 2]!++;
  const [even, odd] = zeros as [number, number];
  const many = length / 4;
  if (odd > many && even < odd / 10) return 'utf-16le';
  if (even > many && odd < even / 10) return 'utf-16be';
  return 'utf-8';
}
