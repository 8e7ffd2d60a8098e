import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createBatchClient } from '../../test/batch-client.ts';
import { useStack } from '../../test/stack.ts';

const stack = useStack({ env: { TASK_QUEUES: 'media' } });
const batches = createBatchClient(stack, 'ImageEnhancement');

const photo = (red: number) =>
  sharp({ create: { width: 32, height: 16, channels: 3, background: { r: red, g: 100, b: 50 } } })
    .jpeg()
    .toBuffer();

async function folderOf(files: Record<string, Buffer>) {
  const prefix = `albums/${randomUUID()}/`;
  const bucket = stack.storage.workBucket;
  for (const [name, bytes] of Object.entries(files)) {
    await stack.storage.write({ bucket, key: prefix + name }, bytes, { contentType: 'image/jpeg' });
  }
  return { bucket, prefix };
}

test('all photos of a folder are enhanced with the same settings; a changed one again', async () => {
  const { bucket, prefix } = await folderOf({
    'a.jpg': await photo(1),
    'b/c.jpg': await photo(2),
    'd.txt': Buffer.from(''),
  });
  const select = { bucket, prefix, glob: '**/*.jpg', settings: { local: { upscale: 2 }, output: { format: 'WEBP' } } };
  const first = await batches.start({ select });
  expect(await batches.end(first)).toMatchObject({ status: 'COMPLETED', total: 2, done: 2, skipped: 0 });
  for (const name of ['a.webp', 'b/c.webp']) {
    const { width, format } = await sharp(
      await stack.storage.read({ bucket, key: `enhanced/${prefix}${name}` }),
    ).metadata();
    expect({ width, format }).toEqual({ width: 64, format: 'webp' });
  }
  await stack.storage.write({ bucket, key: `${prefix}a.jpg` }, await photo(3), { contentType: 'image/jpeg' });
  expect(await batches.end(await batches.start({ select }))).toMatchObject({ total: 2, done: 2, skipped: 1 });
});

test('wrong settings are said once, not once for each photo', async () => {
  const { bucket, prefix } = await folderOf({ 'a.jpg': await photo(1), 'b.jpg': await photo(2) });
  const { issues } = await batches.ask({ select: { bucket, prefix, settings: { local: { upscale: 9 } } } });
  expect(issues.map(({ path }) => path.join('.'))).toEqual(['select.settings.local.upscale']);
});

test.each([
  ['a bucket that is not allowed', { bucket: 'elsewhere' }, 'bucket'],
  ['a prefix of nothing', { prefix: 'nothing/', glob: null }, 'prefix'],
  ['a glob that is none', { glob: '{a' }, 'glob'],
])('%s is said of the selection', async (_what, more, field) => {
  const answer = await batches.ask({ select: { bucket: stack.storage.workBucket, ...more } });
  expect(answer).toMatchObject({ __typename: 'InvalidInputError', issues: [{ path: ['select', field] }] });
});
