import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { processEnv } from '../../src/platform/env.ts';
import { createStorage } from '../../src/platform/storage.ts';
import type { BenchStack } from './local-stack.ts';
import { photoOf12Megapixels } from './photos.ts';
import { readProc } from './proc.ts';

const run = promisify(execFile);

export interface PhotoWork extends AsyncDisposable {
  /** The photos in storage. */
  sources: { bucket: string; key: string }[];
  /** The same in a folder. */
  folder: string;
  /** The pipeline in a bare loop, in a process of its own: from `s3` or from the folder. */
  bare(from: string, atOnce: number): Promise<{ ms: number; maxRssMb: number }>;
}

/** Puts photos of 12 megapixels, four different ones in turn, into storage and into a folder. */
export async function preparePhotos(stack: BenchStack, count: number): Promise<PhotoWork> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-photos-'));
  const storage = createStorage(stack.settings.storage);
  const bucket = storage.workBucket;
  const distinct = await Promise.all(Array.from({ length: 4 }, (_, seed) => photoOf12Megapixels(seed)));
  const sources = Array.from({ length: count }, (_, index) => ({ bucket, key: `bench/${index}.jpg` }));
  for (const [index, source] of sources.entries()) {
    const photo = distinct[index % distinct.length]!;
    await writeFile(path.join(folder, `${index}.jpg`), photo);
    await storage.write(source, photo, { contentType: 'image/jpeg' });
  }
  storage.close();
  const script = fileURLToPath(new URL('./enhance-bare.ts', import.meta.url));
  return {
    sources,
    folder,
    async bare(from, atOnce) {
      const args = ['--import', 'tsx', script, from, String(count), String(atOnce)];
      const { stdout } = await run(process.execPath, args, { env: { ...processEnv(), ...stack.env } });
      return JSON.parse(stdout) as { ms: number; maxRssMb: number };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Peak memory of a process, from the kernel's own count; null where there is no /proc. */
export async function peakMb(pid: number): Promise<number | null> {
  const status = await readProc(`${pid}/status`);
  const kilobytes = /VmHWM:\s+(\d+)/.exec(status)?.[1];
  return kilobytes ? Number(kilobytes) / 1024 : null;
}
