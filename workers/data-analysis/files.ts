import { open } from 'node:fs/promises';
import type { Storage } from '../../src/platform/storage.ts';
import type { S3Object } from '../kit/objects.ts';

const pieceBytes = 8 * 1024 * 1024;

interface Options {
  bytes: number;
  signal: AbortSignal;
  onProgress?: (bytes: number) => void;
}

/** Writes an object to a file, a piece at a time. */
export async function download(storage: Storage, from: S3Object, to: string, { bytes, signal, onProgress }: Options) {
  const file = await open(to, 'w');
  try {
    for (let start = 0; start < bytes; start += pieceBytes) {
      const range = { start, end: Math.min(start + pieceBytes, bytes) - 1 };
      await file.appendFile(await storage.read(from, { signal, range }));
      onProgress?.(range.end + 1);
    }
  } finally {
    await file.close();
  }
}

/** Stores a file, which may be larger than memory, as an intermediate object of the run. */
export async function storeFile(
  storage: Storage,
  key: string,
  file: string,
  { contentType, signal }: { contentType: string; signal: AbortSignal },
) {
  const { bytes, sha256 } = await storage.writeFile(storage.own(key), file, { contentType, signal });
  return { key, bytes, contentType, sha256 };
}
