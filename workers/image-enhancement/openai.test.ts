import ExifReader from 'exifreader';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { useFakeAi } from '../../test/fake-ai.ts';
import { landscape } from '../../test/fixtures/landscape.ts';
import { decodedHistories } from '../../test/histories.ts';
import { useStack } from '../../test/stack.ts';

const fakes = useFakeAi();
const stack = useStack({
  get env() {
    return { ...fakes.env, IMAGE_MAX_PIXELS: '9000000', TASK_QUEUES: 'media,ai' };
  },
});

const photo = readFileSync(landscape);
const brighter = { backend: 'OPENAI', prompt: 'Make it brighter, as on a morning in May.' };
const start = async (input: object = {}, options?: object) =>
  stack.start('imageEnhancement', { source: await stack.put(photo, 'alps.jpg'), ...brighter, ...input }, options);

const resultFields = `... on ImageEnhancementRun {
  cost { usd calls byStep { key } }
  result {
    width height
    output { key contentType url(expiresIn: 60) }
    applied { format }
    generated { model size quality costUsd usage { input output imageInput imageOutput images } }
  }
}`;
interface Result {
  cost: { usd: number; calls: number; byStep: { key: string }[] };
  result: {
    width: number;
    height: number;
    output: { key: string; contentType: string; url: string };
    applied: unknown;
    generated: { model: string; size: string; quality: string; costUsd: number; usage: Record<string, number> };
  };
}

test('a model edits the photo by a prompt, and the result says which, what it took and what it has cost', async () => {
  const gps = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '45/1 55/1 0/1' } };
  const source = await stack.put(await sharp(photo).withExif(gps).toBuffer(), 'alps.jpg');
  const run = await start({ source, output: { format: 'WEBP', keepMetadata: true } });
  const end = (await run.end(resultFields)) as unknown as Result & { failure: unknown };
  expect(end.failure).toBeNull();
  const { result, cost } = end;
  expect(result).toMatchObject({
    width: 1488,
    height: 704,
    output: { key: `enhanced/${source.key.replace('.jpg', '.webp')}`, contentType: 'image/webp' },
    applied: null,
    generated: { model: 'gpt-image-2.6-sunburst', size: '1488x704', quality: 'MEDIUM', usage: { images: 1 } },
  });
  expect(result.generated.usage['imageInput']).toBeGreaterThan(0);
  expect(result.generated.costUsd).toBeGreaterThan(0);
  expect(cost).toEqual({ usd: result.generated.costUsd, calls: 1, byStep: [{ key: 'enhance' }] });

  const [asked, ...more] = fakes.openai.requests;
  expect(more).toEqual([]);
  expect(asked).toMatchObject({ path: '/v1/images/edits', body: { quality: 'medium', size: '1488x704' } });
  expect(asked!.body!.prompt).toMatch(/^Enhance this photograph .*brighter, as on a morning in May\.$/s);
  const [sent] = asked!.body!.image;
  expect(await sharp(sent!.bytes).metadata(), 'what the camera noted stays here').not.toHaveProperty('exif');

  const stored = Buffer.from(await (await fetch(result.output.url)).arrayBuffer());
  expect(await sharp(stored).metadata()).toMatchObject({ format: 'webp', width: 1488, height: 704 });
  expect(ExifReader.load(stored)).toHaveProperty('GPSLatitude');
  expect(await decodedHistories(stack.temporal)).not.toContain(sent!.bytes.toString('base64', 0, 90));
});

test('model, size, quality and format are what the caller says', async () => {
  const openai = { model: 'gpt-image-2', size: '512x1536', quality: 'LOW' };
  const { result } = (await (
    await start({ openai, output: { format: 'PNG' } })
  ).end(resultFields)) as unknown as Result;
  expect(result).toMatchObject({ width: 512, height: 1536, generated: openai, output: { contentType: 'image/png' } });
  expect(fakes.openai.requests).toMatchObject([{ body: { model: 'gpt-image-2', quality: 'low' } }]);
  expect(fakes.openai.requests[0]!.body!.partial_images, 'drafts, which would cost more').toBeUndefined();
});

test.for([
  [{ error: { code: 'moderation_blocked' }, status: 400 }, 'MODERATION_BLOCKED', 1, 'OpenAI does not make this'],
  [{ status: 401 }, 'PROVIDER_REJECTED', 1, 'OPENAI_API_KEY'],
  [{ status: 429, headers: { 'retry-after-ms': '10' } }, 'PROVIDER_BUSY', 4, 'too many requests'],
] as const)('%o is %s after %i calls', async ([step, code, calls, says]) => {
  fakes.openai.script({ ...step, times: Infinity });
  const run = await start();
  const end = await run.end();
  const failure = { code, attempts: calls, step: 'enhance', message: expect.stringContaining(says) };
  expect(end).toMatchObject({ status: 'FAILED', failure });
  expect(fakes.openai.requests).toHaveLength(calls);
});

test('a source that has changed is said before anybody is asked', async () => {
  const source = { ...(await stack.put(photo)), etag: 'another-version' };
  expect(await (await start({ source })).end()).toMatchObject({ failure: { code: 'SOURCE_NOT_FOUND' } });
  expect(fakes.openai.requests).toEqual([]);
});

test('a run at its limit asks nobody', async () => {
  const run = await start({}, { maxCostUsd: 0.000_001 });
  expect(await run.end()).toMatchObject({ failure: { code: 'BUDGET_EXCEEDED', step: 'enhance' } });
  expect(fakes.openai.requests).toEqual([]);
});
