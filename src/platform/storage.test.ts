import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { useStack } from '../../test/stack.ts';
import { BucketNotFoundError } from '../errors.ts';
import { createStorage, ObjectChangedError, ObjectNotFoundError } from './storage.ts';

const stack = useStack({ worker: false, env: { S3_ALLOWED_BUCKETS: 'no-such-bucket' } });

const place = (name: string = randomUUID()) => ({ bucket: stack.storage.workBucket, key: `test/${name}` });
const write = async (body: Buffer, name?: string) => {
  const location = place(name);
  const { etag } = await stack.storage.write(location, body, { contentType: 'text/plain', metadata: { who: 'me' } });
  return { ...location, etag };
};

function s3() {
  const { endpoint, region } = stack.settings.storage;
  const client = new S3Client({ endpoint, region, forcePathStyle: true });
  onTestFinished(() => client.destroy());
  return client;
}
const unfinished = async (Prefix: string) =>
  (await s3().send(new ListMultipartUploadsCommand({ Bucket: stack.storage.workBucket, Prefix }))).Uploads ?? [];

describe('objects', () => {
  test('are read as they were written, with what storage knows of them', async () => {
    const body = randomBytes(100_000);
    const seen: number[] = [];
    const object = await write(body);
    expect(await stack.storage.read(object, { onProgress: (bytes) => seen.push(bytes) })).toEqual(body);
    expect(seen.at(-1)).toBe(body.length);
    expect(await stack.storage.head(object)).toEqual({
      bytes: body.length,
      etag: object.etag,
      contentType: 'text/plain',
      metadata: { who: 'me' },
    });
    expect(object.etag).toMatch(/^[^"]+$/);
  });

  test('are read in ranges, both ends included', async () => {
    const object = await write(Buffer.from('0123456789'));
    expect(String(await stack.storage.read(object, { range: { start: 2, end: 4 } }))).toBe('234');
    expect(String(await stack.storage.read(object, { range: { start: 8, end: 100 } }))).toBe('89');
    const into = Buffer.from('abcdef');
    expect(String(await stack.storage.read(object, { range: { start: 2, end: 4 }, into }))).toBe('234');
    expect(String(into)).toBe('234def');
    expect(await stack.storage.read(object, { range: { start: 10, end: 100 } })).toHaveLength(0);
  });

  test('may be empty', async () => {
    const object = await write(Buffer.alloc(0));
    expect(await stack.storage.read(object)).toHaveLength(0);
    expect(await stack.storage.read(object, { range: { start: 0, end: 9 } })).toHaveLength(0);
    expect(await stack.storage.head(object)).toMatchObject({ bytes: 0 });
  });

  test('say how much of them is stored, also when they are small', async () => {
    const seen: number[] = [];
    const options = { contentType: 'text/plain', onProgress: (bytes: number) => seen.push(bytes) };
    await stack.storage.write(place(), Buffer.from('12345'), options);
    expect(seen).toEqual([5]);
  });

  test('go in parts when they are large', async () => {
    const body = randomBytes(9 * 1024 * 1024);
    const seen: number[] = [];
    const location = place();
    const onProgress = (bytes: number) => seen.push(bytes);
    await stack.storage.write(location, body, { contentType: 'application/octet-stream', onProgress });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(body.length);
    expect((await stack.storage.read(location)).equals(body)).toBe(true);
  });

  test.each([0, 1000, 20 * 1024 * 1024])('are stored from files of %i bytes', async (bytes) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'storage-test-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const body = randomBytes(bytes);
    const file = path.join(folder, 'body');
    await writeFile(file, body);
    const location = place();
    const stored = await stack.storage.writeFile(location, file, { contentType: 'text/plain' });
    expect(body.equals(await stack.storage.read({ ...location, etag: stored.etag }))).toBe(true);
    expect(stored).toMatchObject({ bytes, sha256: createHash('sha256').update(body).digest('hex') });
    await expect(
      stack.storage.writeFile(location, file, { contentType: 'text/plain', signal: AbortSignal.abort() }),
    ).rejects.toThrow();
  });

  test('that are not there are said to be so', async () => {
    expect(await stack.storage.head(place())).toBeNull();
    await expect(stack.storage.read(place())).rejects.toThrow(ObjectNotFoundError);
    await expect(stack.storage.copy(place(), place(), { contentType: 'text/plain' })).rejects.toThrow(
      ObjectNotFoundError,
    );
    await expect(stack.storage.read({ bucket: 'no-such-bucket', key: 'x' })).rejects.toThrow(ObjectNotFoundError);
  });

  test('are not said to be missing when it is the bucket of the copy that is', async () => {
    const to = { bucket: 'no-such-bucket', key: 'x' };
    const copy = (from: { bucket: string; key: string }) => stack.storage.copy(from, to, { contentType: 'text/plain' });
    const error = await copy(await write(Buffer.from('x'))).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BucketNotFoundError);
    expect(error).toMatchObject({ code: 'BUCKET_NOT_FOUND', message: 'There is no bucket no-such-bucket.' });
    await expect(copy(place())).rejects.toThrow(ObjectNotFoundError);
  });

  test.each([1, 9 * 1024 * 1024])('of %i bytes cannot be written to a bucket that is missing', async (bytes) => {
    const written = stack.storage.write({ bucket: 'no-such-bucket', key: 'x' }, Buffer.alloc(bytes), {
      contentType: 'text/plain',
    });
    await expect(written).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' });
  });

  test('are listed with their sizes and versions, until nobody wants the list any more', async () => {
    const folder = randomUUID();
    const { bucket, key, etag } = await write(Buffer.from('12345'), `${folder}/a`);
    const cancel = new AbortController();
    const pages = stack.storage.list({ bucket, prefix: `test/${folder}/` }, cancel.signal);
    expect((await pages.next()).value).toEqual([{ key, bytes: 5, etag }]);
    cancel.abort();
    const cancelled = stack.storage.list({ bucket, prefix: '' }, cancel.signal);
    await expect(cancelled.next()).rejects.toThrow(/abort/i);
  });

  test('that have changed are not taken for what was meant', async () => {
    const before = await write(Buffer.from('one'), 'changing');
    const after = await write(Buffer.from('two'), 'changing');
    await expect(stack.storage.read(before)).rejects.toThrow(ObjectChangedError);
    expect(String(await stack.storage.read(after))).toBe('two');
  });

  test.for([
    'with space.txt',
    'a+b&c=d?e#f.txt',
    'é漢字😀.txt',
    "it's (1)!.txt",
    '100%.txt',
    'a%20b.txt',
    'deep/er/x.txt',
  ])('named %s are written, read, listed, copied, linked and deleted', async (name) => {
    const folder = randomUUID();
    const from = await write(Buffer.from(name), `${folder}/${name}`);
    const to = place(`${folder}/copy of ${name}`);
    await stack.storage.copy(from, to, { contentType: 'text/html' });
    expect(String(await stack.storage.read(to))).toBe(name);
    expect(await stack.storage.head(to)).toMatchObject({ contentType: 'text/html', metadata: {} });
    expect(await (await fetch(await stack.storage.link(from, 60))).text()).toBe(name);
    const prefix = `test/${folder}/`;
    const keys = async () => {
      const found: string[] = [];
      for await (const page of stack.storage.list({ bucket: from.bucket, prefix }))
        found.push(...page.map(({ key }) => key));
      return found;
    };
    expect((await keys()).toSorted()).toEqual([from.key, to.key].toSorted());
    await stack.storage.deleteAll({ bucket: from.bucket, prefix });
    expect(await keys()).toEqual([]);
    await stack.storage.deleteAll({ bucket: from.bucket, prefix });
  });
});

test('unfinished uploads are deleted with what is under their prefix, and no others', async () => {
  const folder = `test/${randomUUID()}`;
  const Bucket = stack.storage.workBucket;
  for (const Key of [`${folder}/a/one`, `${folder}/a/two`, `${folder}/b/other`]) {
    const { UploadId } = await s3().send(new CreateMultipartUploadCommand({ Bucket, Key }));
    await s3().send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'part' }));
  }
  expect(await unfinished(`${folder}/`)).toHaveLength(3);
  await stack.storage.deleteAll({ bucket: Bucket, prefix: `${folder}/a/` });
  expect((await unfinished(`${folder}/`)).map(({ Key }) => Key)).toEqual([`${folder}/b/other`]);
});

/** A way to storage that lets the first MB pass, and the rest only when it is told to: a slow network. */
async function createSlowNetwork() {
  const { hostname, port } = new URL(stack.settings.storage.endpoint!);
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  const storage = createStorage({ ...stack.settings.storage, endpoint });
  onTestFinished(() => {
    storage.close();
    server.close();
  });
  const held = new Promise<{ release(): Promise<unknown> }>((resolve) => {
    server.on('connection', (near: net.Socket) => {
      const far = net.connect(Number(port), hostname);
      const gone = once(far, 'close');
      let passed = 0;
      near.on('data', (bytes) => {
        far.write(bytes);
        const before = passed;
        passed += bytes.length;
        if (before >= 1024 * 1024 || passed < 1024 * 1024) return;
        near.pause();
        // Until storage has seen the request end, or has answered it.
        resolve({ release: () => (near.resume(), Promise.race([gone, once(far, 'data')])) });
      });
      far.on('data', (bytes) => near.write(bytes));
      for (const socket of [near, far]) {
        socket.on('error', () => undefined); // the other side is told by the close
        socket.once('close', () => [near, far].forEach((other) => other.destroy()));
      }
    });
  });
  return { storage, held };
}

describe('an abort', () => {
  test('stops a read in the middle', async () => {
    const object = await write(randomBytes(8 * 1024 * 1024));
    const abort = new AbortController();
    let seen = 0;
    const reading = stack.storage.read(object, {
      signal: abort.signal,
      onProgress(bytes) {
        seen = bytes;
        abort.abort();
      },
    });
    await expect(reading).rejects.toThrow();
    expect(seen).toBeLessThan(8 * 1024 * 1024);
  });

  test.for([100, 20 * 1024 * 1024])('stops a write of %i bytes, and leaves nothing', async (bytes) => {
    const location = place();
    const abort = new AbortController();
    const options = { contentType: 'application/octet-stream', signal: abort.signal };
    const writing = stack.storage.write(location, randomBytes(bytes), options);
    abort.abort();
    await expect(writing).rejects.toThrow();
    expect(await stack.storage.head(location)).toBeNull();
  });

  test('in the middle of a small write ends its request, so that nothing comes later', async () => {
    const { storage, held } = await createSlowNetwork();
    const location = place();
    const abort = new AbortController();
    const options = { contentType: 'application/octet-stream', signal: abort.signal };
    const writing = expect(storage.write(location, randomBytes(8 * 1024 * 1024), options)).rejects.toThrow();
    const { release } = await held;
    abort.abort();
    await writing;
    await release();
    expect(await stack.storage.head(location)).toBeNull();
  });

  test('in the middle of a large write leaves no parts', async () => {
    const location = place();
    const abort = new AbortController();
    const options = { contentType: 'application/octet-stream', signal: abort.signal, onProgress: () => abort.abort() };
    await expect(stack.storage.write(location, randomBytes(64 * 1024 * 1024), options)).rejects.toThrow();
    expect(await unfinished(location.key)).toEqual([]);
    expect(await stack.storage.head(location)).toBeNull();
  });

  test('that was given before stops both at once', async () => {
    const signal = AbortSignal.abort();
    await expect(
      stack.storage.write(place(), Buffer.from('x'), { contentType: 'text/plain', signal }),
    ).rejects.toThrow();
    await expect(stack.storage.read(place(), { signal })).rejects.toThrow();
  });
});

test('a storage that falls silent is given up after a while, and not waited for without end', async () => {
  const server = createServer((request, response) => {
    if (request.method === 'GET') response.writeHead(200, { 'content-length': 100 }).write('the beginning');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => server.close().closeAllConnections());
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  const storage = createStorage({ ...stack.settings.storage, endpoint }, { silentMs: 200 });
  onTestFinished(() => storage.close());
  await expect(storage.read(place())).rejects.toMatchObject({ name: 'TimeoutError' });
  await expect(storage.write(place(), Buffer.from('x'), { contentType: 'text/plain' })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});
