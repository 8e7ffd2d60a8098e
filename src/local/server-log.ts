import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

/** A log that is larger than this at a start becomes `<name>.1`: at most one old one is kept. */
const maxBytes = 10_000_000;
const tailBytes = 16_000;

/** Makes an empty log file, readable only for its owner, unless there is one that is not too large. */
export function prepareLog(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > maxBytes) renameSync(file, `${file}.1`);
  closeSync(openSync(file, 'a', 0o600));
}

/** Where a log ends now; what a server writes from here on can be read with `logTail`. */
export const logEnd = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** The last lines written since a position. */
export function logTail(file: string, since: number, lines = 10): string {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    const from = Math.max(since, size - tailBytes);
    const buffer = Buffer.alloc(Math.max(0, size - from));
    readSync(fd, buffer, 0, buffer.length, from);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } finally {
    closeSync(fd);
  }
}
