import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Storage } from '../platform/storage.ts';
import { parseInput } from './parse-input.ts';

/** How long a browser has to begin its upload. */
const lifeSeconds = 3600;
/** One PUT carries at most 5 GB (S3's limit). */
const largestPut = 5 * 1024 ** 3;

/** A place for one file, and the one request that may fill it. */
export interface Upload {
  object: { bucket: string; key: string };
  url: string;
  method: 'PUT';
  headers: { name: string; value: string }[];
  expiresAt: Date;
}

/** Lets browsers bring their own files without passing them through the API. */
export function createUploads(storage: Storage, { maxBytes }: { maxBytes: number }) {
  const input = z.object({
    filename: z.string().trim().min(1).max(255),
    contentType: z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/i, 'Must be a MIME type such as image/jpeg.'),
    bytes: z.int().min(1).max(Math.min(maxBytes, largestPut)),
  });
  return {
    /** Type and size are part of the signature: storage refuses a PUT with any other. */
    async create(request: z.input<typeof input>): Promise<Upload> {
      const { filename, contentType, bytes } = parseInput(input, request);
      const object = storage.own(`uploads/${randomUUID()}/${safeName(filename)}`);
      const expiresAt = new Date(Date.now() + lifeSeconds * 1000);
      const url = await storage.uploadLink(object, { contentType, bytes, seconds: lifeSeconds });
      return { object, url, method: 'PUT', headers: [{ name: 'content-type', value: contentType }], expiresAt };
    },
  };
}
export type Uploads = ReturnType<typeof createUploads>;

/** Keeps what is readable in any URL and file system; the folder is unique, so names need not be. */
const safeName = (filename: string) =>
  filename
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(-100) || 'file';
