import sharp from 'sharp';
import { expect, test } from 'vitest';
import type Anthropic from '@anthropic-ai/sdk';
import { aiSettings, useFakeAi } from '../../../test/fake-ai.ts';
import { createLog } from '../log.ts';
import { createLlm } from './llm.ts';
import { createModels } from './models.ts';

const fakes = useFakeAi();
const models = createModels({}, createLog('silent'));
const show = (images: { bytes: Uint8Array; mediaType: string }[], model?: string, table = models) =>
  createLlm(aiSettings(fakes.env), table).generate({
    model,
    messages: [{ role: 'user', content: 'What is this?' }],
    images,
  });
const seen = () => {
  const { content } = fakes.anthropic.requests.at(-1)!.body!.messages[0]!;
  return Promise.all(
    (content as Anthropic.ImageBlockParam[])
      .filter(({ type }) => type === 'image')
      .map(async ({ source }) => {
        const { media_type, data } = source as Anthropic.Base64ImageSource;
        const bytes = Buffer.from(data, 'base64');
        return { mediaType: media_type, bytes, ...(await sharp(bytes).metadata()) };
      }),
  );
};
const picture = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 200, g: 90, b: 30, alpha: 0.5 } } });

test('the model gets it before the question, upright, in its size, and without what the camera noted', async () => {
  const blue = await sharp({ create: { width: 2000, height: 2000, channels: 3, background: '#00f' } })
    .png()
    .toBuffer();
  const bytes = await picture(4000, 2000)
    .composite([{ input: blue, left: 0, top: 0 }])
    .withExif({ IFD0: { Copyright: 'canary' }, IFD3: { GPSLatitude: '52/1 22/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  await show([{ bytes, mediaType: 'image/jpeg' }]);
  const [image] = await seen();
  expect(image).toMatchObject({ mediaType: 'image/jpeg', width: 1288, height: 2576 });
  expect(image?.orientation).toBeUndefined();
  expect(image?.exif).toBeUndefined();
  // What was on the left is at the top.
  const [, , top] = await sharp(image!.bytes).extract({ left: 600, top: 300, width: 1, height: 1 }).raw().toBuffer();
  const [, , bottom] = await sharp(image!.bytes)
    .extract({ left: 600, top: 2300, width: 1, height: 1 })
    .raw()
    .toBuffer();
  expect([top! > 200, bottom! > 200]).toEqual([true, false]);
  const content = fakes.anthropic.requests[0]!.body!.messages[0]!.content as { type: string }[];
  expect(content.map(({ type }) => type)).toEqual(['image', 'text']);
});

test('it takes no more tokens than the model has for one', async () => {
  await show([{ bytes: await picture(3000, 3000).png().toBuffer(), mediaType: 'image/png' }]);
  const [image] = await seen();
  expect(Math.ceil(image!.width / 28) * Math.ceil(image!.height / 28)).toBeLessThanOrEqual(4784);
  expect(image!.width).toBeGreaterThan(1900);
});

test('small ones are not made larger, and what is transparent stays so', async () => {
  await show([{ bytes: await picture(300, 1, 4).png().toBuffer(), mediaType: 'image/png' }]);
  expect((await seen())[0]).toMatchObject({ mediaType: 'image/webp', width: 300, height: 1, hasAlpha: true });
});

test('a model that nobody knows gets what every model reads, and many images are smaller', async () => {
  const large = { bytes: await picture(3000, 200).png().toBuffer(), mediaType: 'image/png' };
  await show([large], 'claude-unknown');
  expect((await seen())[0]?.width).toBe(1568);
  await show(Array.from({ length: 21 }, () => large));
  expect((await seen()).map(({ width }) => width)).toEqual(Array.from({ length: 21 }, () => 2000));
});

test('what has too many bytes is made coarser', async () => {
  const size = { width: 800, height: 800, channels: 3 as const };
  const noise = sharp({ create: { ...size, background: 'grey', noise: { type: 'gaussian', sigma: 120 } } });
  const image = { bytes: await noise.png().toBuffer(), mediaType: 'image/png' };
  await show([image]);
  const [{ bytes } = { bytes: Buffer.alloc(0) }] = await seen();
  const maxBytes = bytes.length - 1;
  const get = (name: string) => {
    const model = models.get(name)!;
    return { ...model, vision: { ...model.vision!, maxBytes } };
  };
  await show([image], undefined, { ...models, get });
  expect((await seen())[0]?.bytes.length).toBeLessThanOrEqual(maxBytes);
});

test('what is no image is refused before anything is sent', async () => {
  const bytes = Buffer.from('no image');
  const error = { code: 'REQUEST_REFUSED', message: expect.stringContaining('Image 1'), details: { retry: false } };
  await expect(show([{ bytes, mediaType: 'image/png' }])).rejects.toMatchObject(error);
  expect(fakes.anthropic.requests).toEqual([]);
});
