import sharp from 'sharp';
import { expect, test } from 'vitest';
import { aiSettings, useFakeAi } from '../../../test/fake-ai.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { createLog } from '../log.ts';
import type { ImageRequest } from './image-request.ts';
import { createImages } from './images.ts';
import { createModels } from './models.ts';

const fakes = useFakeAi();
const models = createModels({}, createLog('silent'));
const images = (env: Record<string, string> = fakes.env) => createImages(aiSettings(env), models);
const boat: ImageRequest = { prompt: 'A boat on a lake', size: '512x256', quality: 'low', format: 'jpeg' };
const facts = (bytes: Buffer) => sharp(bytes).metadata();
const photo = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'teal' } })
    .withMetadata({ orientation: 6 })
    .jpeg();
const ways = ['at once', 'as a stream'] as const;
const optionsOf = (way: (typeof ways)[number]) => (way === 'at once' ? {} : { onPartial: () => undefined });

test.each(ways)('an image is made %s, with what it took', async (way) => {
  const { bytes, ...answer } = await images().generate(boat, optionsOf(way));
  expect(await facts(bytes)).toMatchObject({ format: 'jpeg', width: 512, height: 256 });
  const { usage } = fakes.openai.requests[0]!;
  expect(answer).toEqual({
    mediaType: 'image/jpeg',
    usage,
    model: 'gpt-image-2.6-sunburst',
    requestId: expect.stringMatching(/^req_/),
  });
  expect(usage).toMatchObject({ images: 1, imageOutput: way === 'at once' ? 35 : 235 });
});

test('drafts come before the image', async () => {
  const drafts: { index: number; bytes: Buffer }[] = [];
  const onPartial = (bytes: Buffer, index: number) => void drafts.push({ index, bytes });
  const { bytes } = await images().generate(boat, { onPartial });
  expect(drafts.map(({ index }) => index)).toEqual([0, 1]);
  for (const draft of drafts) {
    expect(await facts(draft.bytes)).toMatchObject({ width: 512, height: 256 });
    expect(draft.bytes.equals(bytes)).toBe(false);
  }
});

test.each(ways)('an edit sends its sources upright, and a mask as large as the first: %s', async (way) => {
  const source = { bytes: await photo(200, 100).toBuffer(), mediaType: 'image/jpeg' };
  const mask = {
    bytes: await sharp({ create: { width: 50, height: 100, channels: 4, background: '#0000' } })
      .png()
      .toBuffer(),
    mediaType: 'image/png',
  };
  const { bytes, usage } = await images().edit({ ...boat, sources: [source, source], mask }, optionsOf(way));
  expect(await facts(bytes)).toMatchObject({ format: 'jpeg', width: 512, height: 256 });
  expect(usage.imageInput).toBeGreaterThan(0);
  const { path, body } = fakes.openai.requests[0]!;
  expect(path).toBe('/v1/images/edits');
  const files = await Promise.all([...body!.image, body!.mask!].map((file) => facts(file.bytes)));
  expect(files.map(({ width, height, exif }) => [width, height, exif])).toEqual(
    Array.from({ length: 3 }, () => [100, 200, undefined]),
  );
});

test('a picture that moderation blocks is blocked for good', async () => {
  fakes.openai.script({ status: 400, error: { code: 'moderation_blocked' } });
  await expect(images().generate(boat)).rejects.toMatchObject({
    code: 'MODERATION_BLOCKED',
    details: { retry: false, requestId: expect.stringMatching(/^req_/) },
  });
});

test.each([
  [{ status: 400 }, 'REQUEST_REFUSED', false],
  [{ status: 401 }, 'PROVIDER_REJECTED', false],
  [{ status: 403 }, 'PROVIDER_REJECTED', false],
  [{ status: 429, error: { code: 'insufficient_quota' } }, 'PROVIDER_REJECTED', false],
  [{ status: 429, headers: { 'retry-after-ms': '1500', 'retry-after': '2' } }, 'PROVIDER_BUSY', true],
  [{ status: 503 }, 'PROVIDER_BUSY', true],
] as const)('%o is %s, after one request', async (step, code, retry) => {
  for (const way of ways) {
    fakes.openai.script(step);
    const error = await images()
      .generate(boat, optionsOf(way))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, details: { retry, ...('headers' in step && { retryAfterMs: 1500 }) } });
    if (code === 'PROVIDER_REJECTED') expect(String(error)).toContain('OPENAI_API_KEY');
  }
  expect(fakes.openai.requests).toHaveLength(2);
});

test('without a key nothing is asked, and the variable is named', async () => {
  await expect(images({}).generate(boat)).rejects.toMatchObject({
    code: 'PROVIDER_REJECTED',
    message: expect.stringContaining('OPENAI_API_KEY'),
  });
});

test.each([{ drop: 'after' }, { drop: 'during' }, { malformed: true }] as const)(
  'an image that is lost by %o has been worked for',
  async (step) => {
    for (const way of ways) {
      fakes.openai.script(step);
      const error = { code: 'PROVIDER_BUSY', details: { retry: true, lost: true } };
      await expect(images().generate(boat, optionsOf(way))).rejects.toMatchObject(error);
    }
  },
);

test.each(['before', 'during'] as const)('who stops waiting hangs up: %s the answer', async (hang) => {
  for (const way of ways) {
    const stop = new AbortController();
    const reason = new Error('not wanted any more');
    fakes.openai.reset();
    fakes.openai.script({ hang });
    const call = images().generate(boat, { ...optionsOf(way), signal: stop.signal });
    await waitFor('the request', () => fakes.openai.requests[0]?.usage);
    stop.abort(reason);
    await expect(call).rejects.toBe(reason);
    await waitFor('the fake sees it', () => fakes.openai.requests[0]?.outcome === 'left');
  }
});

test('what is no image is refused before anything is sent', async () => {
  const sources = [{ bytes: Buffer.from('no image'), mediaType: 'image/png' }];
  const error = { code: 'REQUEST_REFUSED', message: expect.stringContaining('Image 1'), details: { retry: false } };
  await expect(images().edit({ ...boat, sources })).rejects.toMatchObject(error);
  expect(fakes.openai.requests).toEqual([]);
});
