import sharp from 'sharp';
import { expect, test } from 'vitest';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';

const stack = useStack({ env: { TASK_QUEUES: 'publishing' } });

test('the history of a completed run replays', async () => {
  const { bucket } = stack.settings.storage;
  const picture = sharp({ create: { width: 640, height: 640, channels: 3, background: 'teal' } }).jpeg();
  await stack.storage.write({ bucket, key: 'north/a.jpg' }, await picture.toBuffer(), { contentType: 'image/jpeg' });
  const { data } = await stack.graphql(
    `mutation($bucket: String!) { createBrand(input: {
      key: "north", name: "North", language: "nl", voice: "Warm.", link: "https://north.example", timeZone: "UTC",
      photoPrefixes: [{ bucket: $bucket, prefix: "north/" }]
    }) { __typename } }`,
    { bucket },
  );
  expect(data).toEqual({ createBrand: { __typename: 'Brand' } });
  const run = await stack.start('photoImport', { brand: 'north' });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { found: 1, imported: 1 } });
  await keepHistory(stack, run, 'completed');
});

test('the history of a failed run replays', async () => {
  const run = await stack.start('photoImport', { brand: 'nobody' });
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'BRAND_NOT_FOUND' } });
  await keepHistory(stack, run, 'failed');
});
