import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compressed = promisify(gzip);

/** A file that browsers load. */
export interface PageFile {
  type: string;
  bytes: Buffer;
  /** Null where it would not be smaller. */
  gzipped: Buffer | null;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Written last. */
const written = '.built-from';

/** What `npm run build` has made of the dashboard, by path; null when it has not yet. Read once: it is less than a megabyte. */
export async function readPageFiles(folder: string): Promise<ReadonlyMap<string, PageFile> | null> {
  const names = await list(folder);
  if (!names?.includes(written)) return null;
  const entries = names.flatMap((name) => {
    const type = types[path.extname(name)];
    return type ? [read(folder, name, type)] : [];
  });
  return new Map(await Promise.all(entries));
}

async function read(folder: string, name: string, type: string): Promise<[string, PageFile]> {
  const bytes = await readFile(path.join(folder, name));
  const gzipped = await compressed(bytes, { level: 9 });
  const file = { type, bytes, gzipped: gzipped.length < bytes.length ? gzipped : null };
  return [`/${name.replaceAll(path.sep, '/')}`, file];
}

async function list(folder: string): Promise<string[] | null> {
  try {
    return await readdir(folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
