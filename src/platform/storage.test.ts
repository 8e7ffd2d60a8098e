import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { useStack } from '../../test/stack.ts';
import { BucketNotAllowedError, ObjectKeyNotAllowedError } from '../errors.ts';
import type { ObjectLocation } from './places.ts';
import { BucketNotFoundError, createStorage, ObjectChangedError, ObjectNotFoundError } from './storage.ts';

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
  });

  test('may be empty', async () => {
    const object = await write(Buffer.alloc(0));
    expect(await stack.storage.read(object)).toHaveLength(0);
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
    expect(error).toMatchObject({ message: 'The bucket no-such-bucket does not exist.' });
    await expect(copy(place())).rejects.toThrow(ObjectNotFoundError);
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

describe('what users name', () => {
  const bytes = Buffer.from('x');
  const options = { contentType: 'text/plain' };
  /** Every way to an object, by what it does there. */
  const ways = {
    read: {
      head: (at) => stack.storage.head(at),
      read: (at) => stack.storage.read(at),
      copy: (at) => stack.storage.copy(at, place(), options),
      link: (at) => stack.storage.link(at, 60),
    },
    write: {
      write: (at) => stack.storage.write(at, bytes, options),
      copy: (at) => stack.storage.copy(place(), at, options),
    },
  } satisfies Record<string, Record<string, (at: ObjectLocation) => Promise<unknown>>>;
  const all = [...Object.entries(ways.read), ...Object.entries(ways.write)];

  test.each(all)('is in an allowed bucket, or refused: %s', async (_name, use) => {
    await expect(use({ bucket: 'elsewhere', key: 'a' })).rejects.toThrow(BucketNotAllowedError);
  });

  test('is in an allowed bucket, or refused: list, deleteAll', async () => {
    const elsewhere = { bucket: 'elsewhere', prefix: '' };
    await expect(stack.storage.list(elsewhere).next()).rejects.toThrow(BucketNotAllowedError);
    await expect(stack.storage.deleteAll(elsewhere)).rejects.toThrow(BucketNotAllowedError);
  });

  test.each(all)('is no other key for a file system: %s', async (_name, use) => {
    for (const key of ['/work/a', 'a//b', './work/a', 'x/../work/a', '../other/a', 'a/..', '..', '.'])
      await expect(use({ bucket: stack.storage.workBucket, key }), key).rejects.toThrow(ObjectKeyNotAllowedError);
  });

  test.each(Object.entries(ways.read))('is nothing that runs and batches keep: %s', async (_name, use) => {
    for (const folder of ['work', 'batch']) {
      await stack.storage.write(stack.storage.own(`${folder}/run/a`), bytes, options);
      await expect(use({ bucket: stack.storage.workBucket, key: `${folder}/run/a` })).rejects.toThrow(
        ObjectKeyNotAllowedError,
      );
      await expect(use(stack.storage.own(`${folder}/run/a`))).resolves.toBeTruthy();
    }
    const upload = { bucket: stack.storage.workBucket, key: 'uploads/u/a' };
    await stack.storage.write(stack.storage.own(upload.key), bytes, options);
    await expect(use(upload)).resolves.toBeTruthy();
  });

  test.each(Object.entries(ways.write))('replaces nothing of others: %s', async (_name, use) => {
    for (const folder of ['work', 'batch', 'uploads'])
      await expect(use({ bucket: stack.storage.workBucket, key: `${folder}/x/a` })).rejects.toThrow(
        ObjectKeyNotAllowedError,
      );
  });

  test('becomes no place of the program by way of JSON', async () => {
    const named = JSON.parse(JSON.stringify(stack.storage.own('work/run/a'))) as ObjectLocation;
    await expect(stack.storage.read(named)).rejects.toThrow(ObjectKeyNotAllowedError);
    expect(() => stack.storage.own('photos/a')).toThrow('no folder of the program');
  });
});

async function createUpload(input: object) {
  const { data, errors } = await stack.graphql(
    `mutation($input: CreateUploadInput!) { createUpload(input: $input) {
      __typename
      ... on Upload { object { bucket key } url method headers { name value } expiresAt }
      ... on InvalidInputError { code issues { path } }
    } }`,
    { input },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data!['createUpload'] as unknown as {
    __typename: string;
    object: { bucket: string; key: string };
    url: string;
    method: string;
    headers: { name: string; value: string }[];
    expiresAt: string;
    issues: { path: string[] }[];
  };
}

describe('createUpload', () => {
  const file = { filename: 'photo.jpg', contentType: 'image/jpeg', bytes: 5 };

  test('takes one file of exactly the type and size that were announced', async () => {
    const { url, method, headers, object, expiresAt } = await createUpload(file);
    const put = (body: string, more: object = {}) =>
      fetch(url, { method, headers: { ...Object.fromEntries(headers.map((h) => [h.name, h.value])), ...more }, body });
    expect((await put('123456')).status).toBe(403);
    expect((await put('1234')).status).toBe(403);
    expect((await put('12345', { 'content-type': 'text/html' })).status).toBe(403);
    expect(await stack.storage.head(object)).toBeNull();
    expect((await put('12345')).status).toBe(200);
    expect(await stack.storage.head(object)).toMatchObject({ bytes: 5, contentType: 'image/jpeg' });
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    expect(object.bucket).toBe(stack.settings.storage.bucket);
  });

  test('gives every upload a place of its own', async () => {
    const [one, two] = [await createUpload(file), await createUpload(file)];
    expect(one.object.key).not.toBe(two.object.key);
    expect(one.object.key).toMatch(/^uploads\/.+\/photo\.jpg$/);
  });

  test.for([
    ['../../etc/passwd', /^uploads\/[^/]+\/etc-passwd$/],
    ['.hidden', /\/hidden$/],
    ['my photo (1).jpg', /\/my-photo-1-\.jpg$/],
    ['漢字', /\/(-|file)$/],
    [`${'x'.repeat(250)}.jpg`, /\/x{96}\.jpg$/],
  ] as const)('makes a key from the name %s', async ([filename, key]) => {
    expect((await createUpload({ ...file, filename })).object.key).toMatch(key);
  });

  test.for([
    [{ bytes: 0 }, 'bytes'],
    [{ bytes: 100_000_001 }, 'bytes'],
    [{ filename: ' ' }, 'filename'],
    [{ filename: 'x'.repeat(256) }, 'filename'],
    [{ contentType: 'jpeg' }, 'contentType'],
    [{ contentType: 'image/jpeg\r\nx-amz-acl: public-read' }, 'contentType'],
  ] as const)('refuses %j', async ([wrong, field]) => {
    expect(await createUpload({ ...file, ...wrong })).toMatchObject({
      __typename: 'InvalidInputError',
      issues: [{ path: [field] }],
    });
  });
});
