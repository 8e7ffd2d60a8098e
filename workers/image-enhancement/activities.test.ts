import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { createPrompts } from '../../src/platform/ai/prompts.ts';
import { createLog } from '../../src/platform/log.ts';
import { activityContext } from '../../test/activity-context.ts';
import { useStack } from '../../test/stack.ts';
import type { ActivityContext } from '../kit/activity.ts';
import { createActivities } from './activities.ts';
import { imageEnhancement } from './contract.ts';

const stack = useStack({ worker: false, env: { IMAGE_MAX_BYTES: '3000000', S3_ALLOWED_BUCKETS: 'results' } });

const prompts = createPrompts(undefined, createLog('silent'));

/** A photo of more than the 256 KB that are read of a source to look at it. */
let photo: Buffer;
beforeAll(async () => {
  const noise = { type: 'gaussian', mean: 110, sigma: 20 } as const;
  const image = sharp({ create: { width: 1200, height: 900, channels: 3, background: 'grey', noise } });
  photo = await image.jpeg({ quality: 95 }).toBuffer();
});

/** The activities, and what storage was asked to read meanwhile. */
function subject() {
  const reads: number[] = [];
  const storage: typeof stack.storage = {
    ...stack.storage,
    async read(...request) {
      const bytes = await stack.storage.read(...request);
      reads.push(bytes.length);
      return bytes;
    },
  };
  const { handlers } = createActivities({
    storage,
    settings: stack.settings,
    prompts,
    database: null,
    temporal: stack.temporal,
  });
  const { inspect, enhance } = imageEnhancement.activities;
  return {
    reads,
    inspect: async (input: unknown, given: ActivityContext) =>
      inspect.output.parse(await handlers['inspect']!(input, given)),
    enhance: async (input: unknown, given: ActivityContext) =>
      enhance.output.parse(await handlers['enhance']!(input, given)),
  };
}

const unused = () => activityContext({ workKey: 'unused' }).context;
const inputFor = (source: object) => imageEnhancement.input.parse({ source });

describe('inspect', () => {
  test('reads no more than the head of a photo, and pins its version', async () => {
    const source = await stack.put(photo, 'photo.jpg');
    const { inspect, reads } = subject();
    const facts = await inspect(inputFor(source), unused());
    expect(photo.length).toBeGreaterThan(256 * 1024);
    expect(reads).toEqual([256 * 1024]);
    expect(facts).toEqual({
      bytes: photo.length,
      etag: (await stack.storage.head(source))!.etag,
      width: 1200,
      height: 900,
      destination: { bucket: source.bucket, key: `enhanced/${source.key}` },
    });
  });

  test('reads the whole of a file whose header is at its end', async () => {
    const tiff = await sharp(photo).resize(600).tiff({ compression: 'none' }).toBuffer();
    const { inspect, reads } = subject();
    const facts = await inspect(inputFor(await stack.put(tiff, 'scan.tiff')), unused());
    expect(reads).toEqual([256 * 1024, tiff.length]);
    expect(facts).toMatchObject({ width: 600, height: 450 });
  });

  test.for([
    ['an empty object', Buffer.alloc(0), 'UNSUPPORTED_FORMAT', 'The file is empty'],
    ['too many bytes', Buffer.alloc(3_000_001), 'IMAGE_TOO_LARGE', 'has 3000001 bytes; at most 3000000'],
  ] as const)('refuses %s', async ([, bytes, code, message]) => {
    const refused = subject().inspect(inputFor(await stack.put(bytes)), unused());
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test('refuses a destination that runs may not write to, before it reads anything', async () => {
    const input = { ...inputFor(await stack.put(photo)), destination: { bucket: 'elsewhere', key: 'a.jpg' } };
    const { inspect, reads } = subject();
    await expect(inspect(input, unused())).rejects.toMatchObject({ code: 'BUCKET_NOT_ALLOWED' });
    expect(reads).toEqual([]);
  });

  test.for([
    ['what runs keep', 'work/run/enhance'],
    ['what browsers bring', 'uploads/x/photo.jpg'],
    ['the list of a batch', 'batch/0123/0.json'],
  ] as const)('refuses a destination that would replace %s, but only in the work bucket', async ([, key]) => {
    const input = inputFor(await stack.put(photo));
    const { workBucket } = stack.storage;
    const { inspect, reads } = subject();
    const refused = inspect({ ...input, destination: { bucket: workBucket, key } }, unused());
    await expect(refused).rejects.toMatchObject({
      code: 'DESTINATION_NOT_ALLOWED',
      message: expect.stringMatching(
        /^destination\.key: .* under (work|uploads|batch)\/ in the bucket .* are not for results\.$/,
      ),
    });
    expect(reads).toEqual([]);
    const destination = { bucket: 'results', key };
    expect(await inspect({ ...input, destination }, unused())).toMatchObject({ destination });
  });

  test('takes a destination whose name only begins like an owned folder', async () => {
    const input = inputFor(await stack.put(photo));
    const destination = { bucket: stack.storage.workBucket, key: 'works/uploads/a.jpg' };
    expect(await subject().inspect({ ...input, destination }, unused())).toMatchObject({ destination });
  });

  test('says when the default destination would be too long for a key', async () => {
    const { workBucket: bucket } = stack.storage;
    const source = { bucket, key: `${'folder/'.repeat(145)}a.jpg` }; // 1,020 bytes
    await expect(subject().inspect(inputFor(source), unused())).rejects.toMatchObject({
      code: 'DESTINATION_NOT_ALLOWED',
      message: expect.stringMatching(/^destination\.key: `enhanced\/` .* at most 1,024 bytes in UTF-8\. Name a dest/),
    });
  });

  test('says when the source is another version', async () => {
    const source = { ...(await stack.put(photo)), etag: 'older' };
    const refused = subject().inspect(inputFor(source), unused());
    await expect(refused).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      message: expect.stringContaining('older'),
    });
  });
});

async function inspected(name: string) {
  const input = inputFor(await stack.put(photo, name));
  return { ...input, facts: await subject().inspect(input, unused()) };
}

describe('enhance', () => {
  test('tells its progress from the first byte read to the last byte written, and never goes back', async () => {
    const { context, reports } = activityContext({ workKey: 'work/progress/enhance' });
    await subject().enhance(await inspected('a.jpg'), context);
    const done = reports.map((report) => report.done!);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect([...new Set(reports.map(({ total }) => total))]).toEqual([1000]);
    expect(done.at(-1)).toBe(1000);
    expect(reports.filter((report) => 'unit' in report)).toEqual([]); // thousandths of what, a viewer would ask
    const details = reports.map(({ detail }) => imageEnhancement.detail!.parse(detail));
    expect([...new Set(details.map(({ phase }) => phase))]).toEqual(['READ', 'DECODE', 'TONE', 'ENCODE', 'WRITE']);
  });

  test('gives the stored answer again instead of working twice', async () => {
    const job = await inspected('b.jpg');
    const { context } = activityContext({ workKey: 'work/twice/enhance' });
    const first = await subject().enhance(job, context);
    const { enhance, reads } = subject();
    expect(await enhance(job, context)).toEqual(first);
    expect(reads).toEqual([]);
  });

  test('works again when what is stored is not a whole answer', async () => {
    const job = await inspected('c.jpg');
    const place = stack.storage.own('work/odd/enhance');
    const metadata = { answer: '{"width":1}' }; // as an older version might have written it
    await stack.storage.write(place, Buffer.from('x'), { contentType: 'image/jpeg', metadata });
    const { work } = await subject().enhance(job, activityContext({ workKey: place.key }).context);
    expect((await stack.storage.head(place))!.bytes).toBe(work.bytes);
  });

  test('refuses a source that was replaced after it was inspected', async () => {
    const job = await inspected('d.jpg');
    await stack.storage.write(job.source, Buffer.from('something else'), { contentType: 'text/plain' });
    await expect(
      subject().enhance(job, activityContext({ workKey: 'work/replaced/enhance' }).context),
    ).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
    });
  });
});
