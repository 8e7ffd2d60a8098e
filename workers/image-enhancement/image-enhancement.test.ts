import ExifReader from 'exifreader';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { landscape } from '../../test/fixtures/landscape.ts';
import { decodedHistories } from '../../test/histories.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'tempograph-worker-'));
const stack = useStack({
  env: {
    TASK_QUEUES: 'media',
    TMPDIR: scratch,
    S3_ALLOWED_BUCKETS: 'not-there',
    IMAGE_MAX_PIXELS: '20000000',
    IMAGE_MAX_BYTES: '5000000',
    IMAGE_MAX_SECONDS: '300',
  },
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const resultFields = `... on ImageEnhancementRun {
  result { width height output { bucket key bytes contentType etag sha256 url(expiresIn: 60) } applied { metadata sourceFormat } }
}`;
interface Result {
  width: number;
  height: number;
  output: {
    bucket: string;
    key: string;
    bytes: number;
    contentType: string;
    etag: string;
    sha256: string;
    url: string;
  };
  applied: { metadata: string; sourceFormat: string };
}

async function enhance(input: object): Promise<Result> {
  const run = await stack.start('imageEnhancement', input);
  const end = await run.end(resultFields);
  expect(end.failure).toBeNull();
  return end['result'] as Result;
}

const withGps = () =>
  sharp(readFileSync(landscape))
    .withExif({
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '45/1 55/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '6/1 52/1 0/1' },
    })
    .toBuffer();

const contrast = async (image: Buffer) => {
  const { channels } = await sharp(image).greyscale().stats();
  return channels[0]!.stdev;
};

test('a photo comes out with more contrast, of the same size and without its position', async () => {
  const photo = await withGps();
  const source = await stack.put(photo, 'alps.jpg');
  const { output, ...result } = await enhance({ source });

  expect(result).toMatchObject({ width: 1024, height: 484, applied: { metadata: 'DROPPED', sourceFormat: 'JPEG' } });
  expect(output).toMatchObject({ bucket: source.bucket, key: `enhanced/${source.key}`, contentType: 'image/jpeg' });
  const stored = Buffer.from(await (await fetch(output.url)).arrayBuffer());
  expect(stored.length).toBe(output.bytes);
  expect(createHash('sha256').update(stored).digest('hex')).toBe(output.sha256);
  expect(await contrast(stored)).toBeGreaterThan(await contrast(photo));
  expect(ExifReader.load(photo)).toHaveProperty('GPSLatitude');
  expect(ExifReader.load(stored)).not.toHaveProperty('GPSLatitude');
});

test('metadata is kept, the format changed and the destination used when asked for', async () => {
  const source = await stack.put(await withGps());
  const destination = { bucket: source.bucket, key: `elsewhere/${randomUUID()}.webp` };
  const { output, width } = await enhance({
    source,
    destination,
    local: { upscale: 2 },
    output: { format: 'WEBP', keepMetadata: true },
  });
  expect(output).toMatchObject({ ...destination, contentType: 'image/webp' });
  expect(width).toBe(2048);
  expect(ExifReader.load(await stack.storage.read(destination))).toHaveProperty('GPSLatitude');
});

const truncated = () => readFileSync(landscape).subarray(0, 60_000);
const bomb = () =>
  sharp({ create: { width: 6000, height: 4000, channels: 3, background: 'red' } })
    .png()
    .toBuffer();

test.for([
  ['SOURCE_NOT_FOUND', async () => ({ bucket: stack.storage.workBucket, key: 'not/there.jpg' })],
  ['SOURCE_NOT_FOUND', async () => ({ ...(await stack.put(readFileSync(landscape))), etag: 'another-version' })],
  ['BUCKET_NOT_ALLOWED', async () => ({ bucket: 'somebody-elses', key: 'photo.jpg' })],
  ['OBJECT_KEY_NOT_ALLOWED', async () => ({ bucket: stack.storage.workBucket, key: 'work/of-another-run/enhance' })],
  ['UNSUPPORTED_FORMAT', () => stack.put(Buffer.from('I am a text.'), 'text.jpg')],
  [
    'UNSUPPORTED_FORMAT',
    () => stack.put(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'a.svg'),
  ],
  ['CORRUPT_IMAGE', () => stack.put(truncated(), 'half.jpg')],
  ['IMAGE_TOO_LARGE', async () => stack.put(await bomb(), 'bomb.png')],
  ['IMAGE_TOO_LARGE', () => stack.put(Buffer.alloc(5_000_001), 'heavy.jpg')],
] as const)('%s is said after one attempt', async ([code, put], { expect }) => {
  const end = await (await stack.start('imageEnhancement', { source: await put() })).end();
  expect(end).toMatchObject({ status: 'FAILED', failure: { code, attempts: 1 } });
});

test('what GraphQL can see is wrong is refused before anything is started', async () => {
  const source = await stack.put(readFileSync(landscape));
  const start = (input: string) =>
    stack.graphql(
      `mutation($source: S3ObjectInput!) {
      startImageEnhancement(input: { source: $source, ${input} }) {
        __typename ... on InvalidInputError { issues { path message } }
      }
    }`,
      { source },
    );
  expect((await start('backend: MAGIC')).errors?.[0]?.message).toContain('MAGIC');
  expect((await start('local: { upscale: "2" }')).errors?.[0]?.message).toContain('Int');
  expect((await start('local: { upscale: 9 }')).data?.['startImageEnhancement']).toMatchObject({
    __typename: 'InvalidInputError',
    issues: [{ path: ['local', 'upscale'] }],
  });
  expect(
    (await start(`destination: { bucket: "${source.bucket}", key: "${source.key}" }`)).data?.['startImageEnhancement'],
  ).toMatchObject({
    issues: [{ path: ['destination'] }],
  });
});

test('a key that storage would read as another one is refused before anything is started', async () => {
  const { data } = await stack.graphql(
    `mutation {
      startImageEnhancement(input: {
        source: { bucket: "photos", key: "a/../b.jpg" }, destination: { bucket: "photos", key: "${'é'.repeat(513)}" }
      }) { ... on InvalidInputError { issues { path message } } }
    }`,
  );
  expect(data?.['startImageEnhancement']).toMatchObject({
    issues: [
      { path: ['source', 'key'], message: 'Must not have a part that is . or ..' },
      { path: ['destination', 'key'], message: 'Must have at most 1,024 bytes in UTF-8.' },
    ],
  });
});

test('a result can replace neither an upload nor what another run works on', async () => {
  const source = await stack.put(readFileSync(landscape));
  const destination = { bucket: source.bucket, key: 'uploads/x/photo.jpg' };
  const end = await (await stack.start('imageEnhancement', { source, destination })).end();
  expect(end).toMatchObject({ status: 'FAILED', failure: { code: 'DESTINATION_NOT_ALLOWED', attempts: 1 } });
  expect((end.failure as { message: string }).message).toContain('destination.key');
});

test('a bucket for the result that is not there is an error after one attempt', async () => {
  const source = await stack.put(readFileSync(landscape));
  const destination = { bucket: 'not-there', key: 'alps.jpg' };
  const end = await (await stack.start('imageEnhancement', { source, destination })).end();
  expect(end).toMatchObject({
    status: 'FAILED',
    failure: { code: 'BUCKET_NOT_FOUND', message: 'There is no bucket not-there.', step: 'store', attempts: 1 },
  });
});

test('by default a later run with other settings replaces the earlier result', async () => {
  const source = await stack.put(readFileSync(landscape), 'alps.tif');
  const first = await enhance({ source });
  const second = await enhance({ source, local: { gamma: 2 } });
  expect(second.output.key).toBe(first.output.key);
  expect((await stack.storage.head(second.output))!.etag).toBe(second.output.etag);
  expect(second.output.etag).not.toBe(first.output.etag);
});

test('a worker killed while it enhances is noticed, and the result is the same', { timeout: 90_000 }, async () => {
  const large = await sharp(readFileSync(landscape)).resize(5120).toBuffer();
  const source = await stack.put(large, 'large.jpg');
  const local = { denoise: 3 };
  const undisturbed = await enhance({ source, local });

  const run = await stack.start('imageEnhancement', { source, local }, { rerun: true });
  for await (const { progress } of run.states()) if ((progress.percent ?? 0) > 20) break;
  await stack.worker.stop('SIGKILL');
  const killed = performance.now();
  expect((await run.states()[Symbol.asyncIterator]().next()).value).toMatchObject({ status: 'RUNNING' });
  await stack.startWorker();
  const again = `progress { activities { name attempt } }`;
  for await (const state of run.states(again)) {
    const activities = state.progress['activities'] as { attempt: number }[];
    if (activities.some(({ attempt }) => attempt === 2) || state.status !== 'RUNNING') break;
  }
  expect(performance.now() - killed).toBeLessThan(36_000); // some 12 s: a heartbeat timeout of 10, and a worker that starts
  const end = await run.end(resultFields);
  expect(end.status).toBe('COMPLETED');
  expect((end['result'] as Result).output.sha256).toBe(undisturbed.output.sha256);
});

test('a cancelled enhancement leaves nothing behind', async () => {
  const large = await sharp(readFileSync(landscape)).resize(5120).toBuffer();
  const run = await stack.start('imageEnhancement', { source: await stack.put(large), local: { denoise: 3 } });
  for await (const { progress } of run.states()) if ((progress.percent ?? 0) > 20) break;
  await run.cancel();
  expect(await run.end()).toMatchObject({ status: 'CANCELED' });
});

// The last one, so that it sees what all runs before left.
test('no work key, no file, and nothing secret in any history or log is left', async () => {
  const keys = async () => {
    for await (const page of stack.storage.list({ bucket: stack.storage.workBucket, prefix: 'work/' }))
      if (page.length > 0) return page;
    return [];
  };
  await waitFor('no work keys', async () => (await keys()).length === 0);
  // tsx keeps its compile cache in a folder of its own there.
  expect(readdirSync(scratch).filter((name) => !name.startsWith('tsx-') && name !== 'node-compile-cache')).toEqual([]);

  const histories = await decodedHistories(stack.temporal);
  expect(histories).toContain(stack.storage.workBucket);
  for (const secret of [stack.env['AWS_SECRET_ACCESS_KEY']!, 'X-Amz-', os.tmpdir(), process.cwd()])
    expect(histories).not.toContain(secret);

  const workers = stack.workerOutput();
  expect(workers.match(/workers are polling/g), 'the killed worker and its successor').toHaveLength(2);
  // The log is written in order, so what was logged before this operation is there with it.
  await stack.graphql('query LastOfAll { __typename }');
  const api = await waitFor('the log of the API', () => {
    const text = readFileSync(stack.logFile, 'utf8');
    return text.includes('LastOfAll') && text;
  });
  for (const secret of [stack.env['AWS_SECRET_ACCESS_KEY']!, 'X-Amz-Signature']) {
    expect(workers).not.toContain(secret);
    expect(api).not.toContain(secret);
  }
});
