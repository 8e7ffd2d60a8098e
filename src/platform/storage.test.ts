import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { useStack } from '../../test/stack.ts';
import { ObjectChangedError, ObjectNotFoundError } from './storage.ts';

const stack = useStack({ worker: false });

const place = (name: string = randomUUID()) => ({ bucket: stack.storage.workBucket, key: `test/${name}` });
const write = async (body: Buffer, name?: string) => {
  const location = place(name);
  const { etag } = await stack.storage.write(location, body, { contentType: 'text/plain', metadata: { who: 'me' } });
  return { ...location, etag };
};

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

  test('go in parts when they are large', async () => {
    const body = randomBytes(9 * 1024 * 1024);
    const seen: number[] = [];
    const location = place();
    const onProgress = (bytes: number) => seen.push(bytes);
    await stack.storage.write(location, body, { contentType: 'application/octet-stream', onProgress });
    expect(seen.length).toBeGreaterThan(1);
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
      for await (const page of stack.storage.list({ bucket: from.bucket, prefix })) found.push(...page);
      return found;
    };
    expect((await keys()).toSorted()).toEqual([from.key, to.key].toSorted());
    await stack.storage.deleteAll({ bucket: from.bucket, prefix });
    expect(await keys()).toEqual([]);
    await stack.storage.deleteAll({ bucket: from.bucket, prefix });
  });
});

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

  test('that was given before stops both at once', async () => {
    const signal = AbortSignal.abort();
    await expect(
      stack.storage.write(place(), Buffer.from('x'), { contentType: 'text/plain', signal }),
    ).rejects.toThrow();
    await expect(stack.storage.read(place(), { signal })).rejects.toThrow();
  });
});

test('only the configured buckets are allowed', () => {
  expect(stack.storage.allows(stack.storage.workBucket)).toBe(true);
  expect(stack.storage.allows('another')).toBe(false);
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
