import type { Mask } from './mask.ts';

/** What one prompt or answer may have in a trace. Langfuse takes a few megabytes at a time. */
const longest = 100_000;
/** A secret that is cut in two is not recognised: so much more is masked, and thrown away. */
const margin = 4000;

/** A value as text for a trace: masked, bytes left out, and cut where it is too long. */
export function tracedText(value: unknown, mask: Mask): string | undefined {
  const text = typeof value === 'string' ? value : JSON.stringify(value, withoutBytes);
  if (text === undefined || text.length <= longest) return text && mask(text);
  const masked = mask(text.slice(0, longest + margin)).slice(0, -margin);
  return `${masked}… [cut: it has ${text.length} characters]`;
}

/** Looks at what is there before `toJSON` was asked: a Buffer would write its bytes as numbers. */
function withoutBytes(this: unknown, key: string, written: unknown): unknown {
  const value = (this as Record<string, unknown>)[key];
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  return typeof value === 'bigint' ? String(value) : written;
}
