import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBoundedMap } from '../bounded-map.ts';
import type { ReadRange } from '../read-range.ts';
import { createBlocks } from './blocks.ts';

/** A stored object that ffmpeg can read: an address of this process, on loopback, that nobody else knows. */
export interface VideoSource {
  address: string;
  bytes: number;
  /** What reading the object has failed with, as ffmpeg takes that for the end of the file. */
  readonly failure: Error | null;
  close(): Promise<void>;
}

interface StoredObject {
  read: ReadRange;
  bytes: number;
}

const mostOpen = 2;

/**
 * Serves an object to the ffmpeg that this process starts, until it is closed. ffmpeg gets no address of the storage: it
 * can follow no redirect, its arguments hold no signature, nothing expires, and reading is tried again as storage does.
 * What it reads does not outlive this process either.
 */
export async function openSource(read: ReadRange, bytes: number): Promise<VideoSource> {
  const [source] = await openSources([{ read, bytes }]);
  return source!;
}

/** Serves many, which are read one after the other: of no more than two of them anything is kept. All close with one. */
export async function openSources(objects: readonly StoredObject[]): Promise<VideoSource[]> {
  const secret = randomBytes(18).toString('base64url');
  const closing = new AbortController();
  const open = createBoundedMap<number, ReturnType<typeof createBlocks>>(mostOpen);
  let failure: Error | null = null;

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.destroyed) failure ??= error instanceof Error ? error : new Error(String(error));
      response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, given, index = ''] = /^\/([^/]+)\/(\d+)$/.exec(request.url ?? '') ?? [];
    const object = given === secret && request.method === 'GET' ? objects[Number(index)] : undefined;
    if (!object) return void response.writeHead(404).end();
    const { bytes } = object;
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? 'bytes=0-');
    const start = Number(range?.[1]);
    const end = Math.min(range?.[2] ? Number(range[2]) : Infinity, bytes - 1);
    if (!range || start > end) return void response.writeHead(416, { 'content-range': `bytes */${bytes}` }).end();
    response.writeHead(206, {
      'accept-ranges': 'bytes',
      'content-length': end - start + 1,
      'content-range': `bytes ${start}-${end}/${bytes}`,
    });
    for await (const piece of blocksOf(Number(index), object).from(start, end)) {
      if (response.destroyed) return;
      await written(response, piece);
    }
    response.end();
  }

  function blocksOf(index: number, { read, bytes }: StoredObject) {
    const blocks = open.get(index) ?? createBlocks(read, bytes, closing.signal);
    open.set(index, blocks); // to the end, as the one that was used last
    return blocks;
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let closed: Promise<unknown> | undefined;
  const close = async () => {
    closing.abort();
    server.closeAllConnections();
    closed ??= once(server.close(), 'close');
    await closed;
  };
  return objects.map(({ bytes }, index) => ({
    address: `http://127.0.0.1:${port}/${secret}/${index}`,
    bytes,
    get failure() {
      return failure;
    },
    close,
  }));
}

/** Writes a piece, and waits until its memory is needed no more, or nobody reads it. */
function written(response: ServerResponse, piece: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('close', done);
      resolve();
    };
    response.once('close', done).write(piece, done);
  });
}
