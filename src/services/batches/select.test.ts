import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { useStack } from '../../../test/stack.ts';
import { InvalidInputError } from '../../errors.ts';
import { selectSome } from './select.ts';
import type { Selection } from './selection.ts';

const stack = useStack({ worker: false, env: { S3_ALLOWED_BUCKETS: 'not-there' } });
const prefix = `${randomUUID()}/`;
const keys = ['a.jpg', 'b.PNG', 'c.png', 'in/d.jpg', 'in/.hidden.jpg', 'in/deep/e.jpeg', 'in/[x] (1).jpg'];

beforeAll(async () => {
  const bucket = stack.storage.workBucket;
  const contentType = 'application/octet-stream';
  for (const key of keys) await stack.storage.write({ bucket, key: prefix + key }, Buffer.from(key), { contentType });
});

const select = (more: Partial<Selection>) => selectSome(stack.storage, { bucket: stack.storage.workBucket, ...more });
const selected = async (glob?: string) =>
  (await select({ prefix, glob })).map(({ key }) => key.slice(prefix.length)).toSorted();

test.each([
  [undefined, keys],
  ['*.jpg', ['a.jpg']],
  ['*.{jpg,png}', ['a.jpg', 'c.png']],
  ['*/*.jpg', ['in/.hidden.jpg', 'in/[x] (1).jpg', 'in/d.jpg']],
  ['in/\\[x] (*).jpg', ['in/[x] (1).jpg']],
  ['**/*.{jpg,jpeg}', ['a.jpg', 'in/.hidden.jpg', 'in/[x] (1).jpg', 'in/d.jpg', 'in/deep/e.jpeg']],
  ['in/**', ['in/.hidden.jpg', 'in/[x] (1).jpg', 'in/d.jpg', 'in/deep/e.jpeg']],
  ['?.jpg', ['a.jpg']],
  ['[ab].*', ['a.jpg', 'b.PNG']],
])('%s selects what it says', async (glob, expected) => {
  expect(await selected(glob)).toEqual([...expected].toSorted());
});

test('the version that was selected is told', async () => {
  const [object] = await select({ prefix: `${prefix}a.jpg` });
  expect(object?.etag).toBe((await stack.storage.head(object!))?.etag);
});

test.each([
  [{ bucket: 'elsewhere' }, 'bucket', /not use this bucket/],
  [{ prefix: 'nothing/' }, 'prefix', /^0 objects .* begin with "nothing\/"/],
  [{ prefix, glob: '*.gif' }, 'glob', /^7 objects .* none matches/],
  [{ glob: '{a,b' }, 'glob', /not closed/],
  [{ glob: '' }, 'glob', /1 to 200/],
  [{ glob: '{a,b}'.repeat(7) }, 'glob', /more than 64/],
  [{ glob: 'x'.repeat(201) }, 'glob', /1 to 200/],
])('%j is refused', async (more, field, message) => {
  const error: unknown = await select(more).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidInputError);
  const [issue] = (error as InvalidInputError).issues;
  expect(issue?.path).toEqual(['select', field]);
  expect(issue?.message).toMatch(message);
});

test('a bucket that is allowed but is not there is named', async () => {
  await expect(select({ bucket: 'not-there' })).rejects.toThrow('There is no such bucket.');
});
