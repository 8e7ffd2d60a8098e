import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBlocks, type ReadRange } from './blocks.ts';

/** A stored object that ffmpeg can read: an address of this process, on loopback, that nobody else knows. */
export interface VideoSource {
  address: string;
  bytes: number;
  /** What reading the object has failed with, as ffmpeg takes that for the end of the file. */
  readonly failure: Error | null;
  close(): Promise<void>;
}

/**
 * Serves an object to the ffmpeg that this process starts, until it is closed. ffmpeg gets no address of the storage: it
 * can follow no redirect, its arguments hold no signature, nothing expires, and reading is tried again as storage does.
 * What it reads does not outlive this process either.
 */
export async function openSource(read: ReadRange, bytes: number): Promise<VideoSource> {
  const path = `/${randomBytes(18).toString('base64url')}`;
  const closing = new AbortController();
  const blocks = createBlocks(read, bytes, closing.signal);
  let failure: Error | null = null;

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.destroyed) failure ??= error instanceof Error ? error : new Error(String(error));
      response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url !== path || request.method !== 'GET') return void response.writeHead(404).end();
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? 'bytes=0-');
    const start = Number(range?.[1]);
    const end = Math.min(range?.[2] ? Number(range[2]) : Infinity, bytes - 1);
    if (!range || start > end) return void response.writeHead(416, { 'content-range': `bytes */${bytes}` }).end();
    response.writeHead(206, {
      'accept-ranges': 'bytes',
      'content-length': end - start + 1,
      'content-range': `bytes ${start}-${end}/${bytes}`,
    });
    for await (const piece of blocks.from(start, end)) {
      if (response.destroyed) return;
      if (!response.write(piece)) await drained(response);
    }
    response.end();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${path}`,
    bytes,
    get failure() {
      return failure;
    },
    async close() {
      closing.abort();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Once more can be written, or nobody reads any more. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}
