import sharp from 'sharp';
import { expect, test } from 'vitest';
import { useCompatibleImages } from '../../../test/compatible-images.ts';
import { aiSettings, useFakeAi } from '../../../test/fake-ai.ts';
import { createLog } from '../log.ts';
import type { ImageRequest } from './image-request.ts';
import { createImages } from './images.ts';
import { fetchLinked } from './linked-image.ts';
import { createModels } from './models.ts';
import { createModeration } from './moderation.ts';

const fakes = useFakeAi();
const compatible = useCompatibleImages();

const models = createModels({}, createLog('silent'));
const own = () => ({ ...fakes.env, ...compatible.env });
const images = (env: Record<string, string> = own()) => createImages(aiSettings(env), models);
const boat = { prompt: 'A boat', size: '512x256', quality: 'low', format: 'png' } as const;
const hub: ImageRequest = { ...boat, backend: 'hugging-face', seed: 5 };
const other: ImageRequest = { ...boat, backend: 'compatible', seed: 5 };
const facts = (bytes: Buffer) => sharp(bytes).metadata();

test('Hugging Face makes pictures of words, at the address of the deployment, and asks nobody where that is', async () => {
  const { bytes, ...answer } = await images().generate(hub);
  expect(await facts(bytes)).toMatchObject({ format: 'jpeg', width: 512, height: 256 });
  expect(answer).toMatchObject({
    mediaType: 'image/jpeg',
    model: 'black-forest-labs/FLUX.1-schnell',
    usage: { images: 1, imageOutput: 0 },
    requestId: expect.stringMatching(/^req_/),
  });
  expect(fakes.huggingFace.requests).toMatchObject([
    { body: { inputs: 'A boat', width: 512, height: 256, seed: 5 }, path: expect.stringContaining('/FLUX.1-schnell') },
  ]);
  const again = await images().generate(hub);
  expect(again.bytes.equals(bytes), 'the same seed, the same picture').toBe(true);
  await expect(images().edit({ ...hub, sources: [{ bytes, mediaType: 'image/jpeg' }] })).rejects.toMatchObject({
    code: 'REQUEST_REFUSED',
  });
});

test.each([
  [401, 'PROVIDER_REJECTED', { retry: false }],
  [402, 'PROVIDER_REJECTED', { retry: false }],
  [404, 'REQUEST_REFUSED', { retry: false }],
  [429, 'PROVIDER_BUSY', { retry: true, retryAfterMs: 3000 }],
  [503, 'PROVIDER_BUSY', { retry: true, retryAfterMs: 3000 }],
])('what Hugging Face says no with, %i, is %s', async (status, code, details) => {
  fakes.huggingFace.script({ status, headers: { 'retry-after': '3' } });
  await expect(images().generate(hub)).rejects.toMatchObject({ code, details });
  expect(fakes.huggingFace.requests, 'its client repeats nothing').toHaveLength(1);
});

test.each([['after'], ['during']] as const)('an answer of Hugging Face that breaks off (%s) is lost', async (drop) => {
  fakes.huggingFace.script({ drop });
  await expect(images().generate(hub)).rejects.toMatchObject({ code: 'PROVIDER_BUSY', details: { lost: true } });
});

test.each(['openai', 'hugging-face', 'compatible'] as const)(
  '%s, which does not answer in time, has lost the call',
  async (backend) => {
    for (const fake of [fakes.openai, fakes.huggingFace, compatible.server]) fake.script({ hang: 'before' });
    const call = createImages(aiSettings(own()), models, 500).generate({ ...boat, backend });
    await expect(call).rejects.toMatchObject({ code: 'PROVIDER_BUSY', details: { lost: true, retry: true } });
  },
);

test('a picture that comes as JSON is read', async () => {
  const picture = (await images().generate(other)).bytes;
  fakes.huggingFace.script({ link: `data:image/png;base64,${picture.toString('base64')}` });
  expect((await images().generate(hub)).bytes.equals(picture)).toBe(true);
});

test.each([
  'http://127.0.0.1:9/x.png',
  'http://169.254.169.254/latest/meta-data',
  'http://[::1]/x',
  'http://10.0.0.7:8080/x.png',
  'file:///etc/passwd',
  'http://localhost:22/',
])('an answer that leads to %s is not followed, counts as lost, and says no address', async (link) => {
  fakes.huggingFace.script({ link });
  compatible.server.script({ link });
  for (const request of [hub, other]) {
    const error = await images()
      .generate(request)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'PROVIDER_BUSY', details: { lost: true } });
    expect((error as Error).message).not.toContain(link);
  }
});

test('a link to the server that gave it is followed, but not from there to another', async () => {
  const asked: string[] = [];
  const get = (url: string) => {
    asked.push(url);
    return Promise.reject(new Error('not public'));
  };
  await expect(
    fetchLinked(`${compatible.server.url}/none.png`, { baseUrl: compatible.server.url, get }),
  ).rejects.toMatchObject({
    details: { lost: true },
  });
  expect(compatible.server.requests).toMatchObject([{ path: '/v1/none.png', status: 404 }]);
  expect(asked).toEqual([]);
  await expect(fetchLinked('https://cdn.example/x', { baseUrl: compatible.server.url, get })).rejects.toThrow(
    'could not',
  );
  expect(asked).toEqual(['https://cdn.example/x']);
});

test('a link to a private address is not followed, and nobody is asked there', async () => {
  const link = new URL('/v1/none.png', compatible.server.url);
  link.hostname = 'localhost';
  await expect(fetchLinked(link.href, { baseUrl: 'https://images.example' })).rejects.toThrow(
    'not on the public internet',
  );
  expect(compatible.server.requests).toEqual([]);
});

test('a server of one’s own needs no key, and is told none of ours', async () => {
  const { bytes, usage, mediaType } = await images().generate(other);
  expect(await facts(bytes)).toMatchObject({ format: 'png', width: 512, height: 256 });
  expect({ usage, mediaType }).toMatchObject({ usage: { images: 1 }, mediaType: 'image/png' });
  const [{ headers, body }] = compatible.server.requests as [(typeof compatible.server.requests)[number]];
  expect(headers.authorization).toBe('Bearer none');
  expect(body).toMatchObject({
    model: 'own/model-1',
    seed: 5,
    n: 1,
    response_format: 'b64_json',
    unknown: expect.anything(),
  });
  await expect(images(fakes.env).generate(other)).rejects.toMatchObject({
    code: 'PROVIDER_REJECTED',
    message: expect.stringContaining('IMAGES_URL'),
  });
});

test('who charges by the picture is paid by the picture', () => {
  const file = { ...models.get('gpt-image-2')!, images: null };
  const prices = { ...file.prices, imageOutput: 0, output: 0, input: 0, image: 0.0031 };
  const priced = { ...models, get: () => ({ ...file, prices }) };
  expect(createImages(aiSettings(own()), priced).bound(hub)).toMatchObject({ images: 1, imageOutput: 0, input: 0 });
});

test('moderation says what it finds, and fails rather than find nothing', async () => {
  const moderate = createModeration(aiSettings(fakes.env));
  fakes.openai.script({ flagged: ['hate', 'violence/graphic'] });
  expect(await moderate('words')).toMatchObject({ categories: ['hate', 'violence/graphic'], usage: { images: 0 } });
  expect(await moderate('words')).toMatchObject({ categories: [] });
  fakes.openai.script({ status: 500 });
  await expect(moderate('words')).rejects.toMatchObject({ code: 'PROVIDER_BUSY' });
  await expect(createModeration(aiSettings({}))('words')).rejects.toMatchObject({ code: 'PROVIDER_REJECTED' });
});
