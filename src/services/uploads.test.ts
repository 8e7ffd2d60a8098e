import { describe, expect, test } from 'vitest';
import { useStack } from '../../test/stack.ts';

const stack = useStack({ worker: false });

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
  return data!['createUpload'] as {
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
