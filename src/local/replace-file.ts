import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file, readable only for its owner, that is there whole or not at all, whatever ends this process on the way. */
export function replaceFile(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text, { mode: 0o600 });
  renameSync(unfinished, file);
}
