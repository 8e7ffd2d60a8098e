import { randomBytes, randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { useCompatibleImages } from '../../test/compatible-images.ts';
import { useFakeAi } from '../../test/fake-ai.ts';
import { createGenerating, isPictureOf, resultOf } from '../../test/generating.ts';
import { useStack } from '../../test/stack.ts';
import { triggerOf } from '../../test/triggered.ts';

const fakes = useFakeAi();
const compatible = useCompatibleImages();
const adminKey = randomBytes(32).toString('hex'); // once there is a key, nobody is let in without one
const stack = useStack({
  get env() {
    return {
      ...fakes.env,
      ADMIN_API_KEY: adminKey,
      IMAGES_URL: compatible.server.url,
      IMAGES_MODEL: 'own/model-1',
      TASK_QUEUES: 'media,ai',
    };
  },
});
const { start, made, failed, calls, keys, gallery } = createGenerating(stack);

const read = ({ bucket, key }: { bucket: string; key: string }) => stack.storage.read({ bucket, key });
const lamp = { size: '320x256', quality: 'LOW' };
const own = { ...lamp, backends: [{ backend: 'COMPATIBLE' }] };
const pictureOf = (onBehalfOf?: string) =>
  made({ ...own, prompt: `A lamp ${randomUUID()}`, style: 'SKETCH', ...(onBehalfOf && { onBehalfOf }) });

test('a server of one’s own is asked as it can be asked: with a seed, and without what it does not know', async () => {
  const { images } = await made({ ...own, prompt: `A lamp ${randomUUID()}`, seed: 41, count: 2 });
  expect(images).toMatchObject([
    { backend: 'COMPATIBLE', model: 'own/model-1', seed: 41, costUsd: null },
    { seed: 42, costUsd: null },
  ]);
  const asked = compatible.server.requests.find(({ body }) => body!.seed === 41);
  expect(asked!.body).toMatchObject({
    model: 'own/model-1',
    size: '320x256',
    n: 1,
    seed: 41,
    response_format: 'b64_json',
  });
  expect(asked!.body).not.toHaveProperty('quality');
  expect(asked!.headers.authorization, 'the key of OpenAI is for OpenAI').not.toContain(fakes.env['OPENAI_API_KEY']);
});

test('an earlier picture is varied, changed and made larger, and says what it comes from', async () => {
  const parent = (await pictureOf('ada')).images[0]!;
  const from = { image: parent.id };
  const [varied, edited, larger] = await Promise.all([
    made({ backends: own.backends, onBehalfOf: 'ada', from: { ...from, how: 'VARIATION' } }),
    made({ ...own, prompt: 'Make the lamp red.', onBehalfOf: 'ada', from: { ...from, how: 'EDIT' } }),
    made({ onBehalfOf: 'ada', from: { ...from, how: 'UPSCALE', factor: 3 } }),
  ]);
  const asked = compatible.server.requests.filter(({ path }) => path === '/v1/images/edits').map(({ body }) => body!);
  expect(asked.map(({ prompt, image }) => `${prompt!.slice(0, 11)}, ${image.length}`)).toEqual(
    expect.arrayContaining(['Change this, 1', 'Make anothe, 1']),
  );
  expect(varied.images[0], 'in its proportions').toMatchObject({ width: 1152, height: 912, backend: 'COMPATIBLE' });
  expect(edited.images[0]).toMatchObject({ width: 320, height: 256 });
  expect(larger.images[0]).toMatchObject({ width: 960, height: 768, backend: null, model: null, costUsd: 0 });
  expect(await sharp(await read(larger.images[0]!.output)).metadata()).toMatchObject({ width: 960, height: 768 });

  const nodes = await gallery({ parent: parent.id }, 'origin parent prompt style');
  expect(nodes).toHaveLength(3);
  expect(nodes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ origin: 'VARIATION', parent: parent.id, style: 'SKETCH' }),
      expect.objectContaining({ origin: 'EDIT', prompt: 'Make the lamp red.', style: null }),
      expect.objectContaining({ origin: 'UPSCALE', style: 'SKETCH', prompt: expect.stringMatching(/^A lamp/) }),
    ]),
  );
  const stranger = await failed({ onBehalfOf: 'bo', from: { ...from, how: 'UPSCALE' } });
  expect(stranger, 'what is of another user is not there').toMatchObject({ code: 'IMAGE_NOT_FOUND' });
});

test('a picture that is deleted is gone, and what was made from it is not', async () => {
  const parent = (await pictureOf()).images[0]!;
  const { images } = await made({ from: { image: parent.id, how: 'UPSCALE' } });
  const remove =
    'mutation ($id: ID!) { deleteGeneratedImage(id: $id) { ... on GeneratedImageDeleted { key } ... on Error { code } } }';
  const removed = async () => (await stack.graphql(remove, { id: parent.id })).data!['deleteGeneratedImage'];
  expect(await removed()).toEqual({ key: parent.output.key });
  expect(await keys(`generated/${parent.id}`)).toEqual([]);
  expect(await keys(`generated/${images[0]!.id}`)).toHaveLength(2);
  expect(await removed()).toEqual({ code: 'GENERATED_IMAGE_NOT_FOUND' });
});

test('an edit changes only where the mask is transparent, and backends of words only are left out', async () => {
  const mask = sharp({ create: { width: 32, height: 32, channels: 4, background: '#0000' } });
  const parent = (await pictureOf()).images[0]!;
  const from = { image: parent.id, how: 'EDIT', mask: await stack.put(await mask.png().toBuffer(), 'mask.png') };
  const { images } = await made({ size: '320x256', quality: 'LOW', prompt: 'Add a moth.', from });
  expect(images).toMatchObject([{ backend: 'OPENAI' }]);
  const asked = fakes.openai.requests.find(({ path }) => path.endsWith('/edits'));
  expect(asked?.body).toMatchObject({ mask: { mediaType: 'image/png' } });
});

test('pictures go where they are wanted, and not where the program keeps its own', async () => {
  const { workBucket: bucket } = stack.storage;
  const prompt = `A lamp ${randomUUID()}`;
  const { images } = await made({ ...own, prompt, destination: { bucket, prefix: 'art/lamp-' }, format: 'WEBP' });
  expect(images).toMatchObject([{ output: { key: `art/lamp-${images[0]!.id}.webp`, contentType: 'image/webp' } }]);
  expect(await keys('art/lamp-')).toHaveLength(2);
  for (const prefix of ['generated/', 'work/x/']) {
    expect(await failed({ ...own, prompt, destination: { bucket, prefix } })).toMatchObject({
      code: 'DESTINATION_NOT_ALLOWED',
    });
  }
});

test('what is to be changed is refused together with what it is changed from', async () => {
  const { images } = await made({ ...own, prompt: 'Children on a beach', ownStyle: 'a holiday photo' });
  const [varied] = (await made({ ...own, from: { image: images[0]!.id, how: 'VARIATION' }, prompt: 'The same' }))
    .images;
  const moderated = fakes.openai.requests.flatMap(({ body }) => body?.moderated?.input ?? []);
  expect(moderated.at(-1)).toBe('The same\nChildren on a beach\na holiday photo');
  const asked = compatible.server.requests.length;
  const from = { image: varied!.id, how: 'EDIT' };
  expect(await failed({ ...own, prompt: 'Make them nude', from })).toMatchObject({
    code: 'REFUSED_MINORS',
    message: expect.stringContaining('of the picture it starts from'),
  });
  expect(compatible.server.requests).toHaveLength(asked);
});

test('what is transparent is white where the format knows no transparency', async () => {
  const clear = sharp({ create: { width: 320, height: 256, channels: 4, background: '#0000' } });
  compatible.server.script({ image: await clear.png().toBuffer() });
  const { images } = await made({ ...own, prompt: `Nothing ${randomUUID()}`, format: 'JPEG' });
  const { channels } = await sharp(await read(images[0]!.output)).stats();
  expect(channels.map(({ min }) => min)).toEqual([255, 255, 255]);
});

test('a picture is not made larger than this deployment takes', async () => {
  const { images } = await made({ ...own, prompt: `A lamp ${randomUUID()}`, size: '3840x2160' });
  const from = { image: images[0]!.id, how: 'UPSCALE', factor: 4 };
  expect(await failed({ from })).toMatchObject({
    code: 'IMAGE_TOO_LARGE',
    message: expect.stringContaining('IMAGE_MAX_PIXELS'),
  });
});

test('a key for other workflows sees no picture, and one for this sees all of it', async () => {
  const { images } = await pictureOf();
  const created =
    'mutation ($workflows: [String!]) { createApiKey(input: { name: "k", role: OPERATOR, workflows: $workflows }) { ... on ApiKeyCreated { secret } } }';
  const seen = async (workflows: string[]) => {
    const { data } = await stack.graphql(created, { workflows });
    const { secret } = data!['createApiKey'] as { secret: string };
    const { data: answer } = await stack
      .as(secret)
      .graphql('query ($id: ID!) { generatedImage(id: $id) { uuid } }', { id: images[0]!.id });
    return answer!['generatedImage'];
  };
  expect(await seen(['imageEnhancement'])).toBeNull();
  expect(await seen(['imageGeneration'])).toEqual({ uuid: images[0]!.id });
});

test('a call that is charged and never answered counts as lost, and the picture is made all the same', async () => {
  const own = { OPENAI: fakes.openai, HUGGING_FACE: fakes.huggingFace, COMPATIBLE: compatible.server };
  const ends = Object.entries(own).map(async ([backend, fake]) => {
    fake.script({ when: isPictureOf(''), drop: 'after' });
    const run = await start({ ...lamp, prompt: `A lamp ${randomUUID()}`, backends: [{ backend }] });
    expect((await run.end()).status).toBe('COMPLETED');
    return (await calls(run)).slice(1);
  });
  const [openai, ...others] = await Promise.all(ends);
  for (const rows of [openai!, ...others]) {
    expect(rows).toMatchObject([{ outcome: 'LOST', failure: 'PROVIDER_BUSY' }, { outcome: 'SUCCEEDED' }]);
  }
  const [lost, answered] = openai!;
  expect(Number(lost!.cost), 'as much as it can have cost').toBeGreaterThan(Number(answered!.cost));
  expect(
    others.flat().map(({ cost }) => cost),
    'nobody knows',
  ).toEqual([null, null, null, null]);
});

test('a batch makes a picture of each input, and a schedule one each time it is due', async () => {
  const inputs = [1, 2].map((number) => ({ ...own, prompt: `Lamp ${number} ${randomUUID()}` }));
  const { data, errors } = await stack.graphql(
    `mutation ($inputs: [ImageGenerationInput!]!) { startImageGenerationBatch(input: { inputs: $inputs }) { ... on BatchRun { id } ... on Error { message } } }`,
    { inputs },
  );
  expect(errors).toBeUndefined();
  const batch = stack.run((data!['startImageGenerationBatch'] as { id: string }).id);
  const onTime = { ...own, prompt: `Lamp of the day ${randomUUID()}`, onBehalfOf: 'cleo' };
  const due = stack.run(await triggerOf(stack, { imageGeneration: onTime }));
  expect(await batch.end('... on BatchRun { done failed }')).toMatchObject({ status: 'COMPLETED', done: 2, failed: 0 });
  expect(resultOf(await due.end()).images).toHaveLength(1);
  expect(await gallery({ run: due.id, onBehalfOf: 'cleo' }, 'prompt')).toEqual([{ prompt: onTime.prompt }]);
});

test('a schedule that would make what may not be made is refused when it is made', async () => {
  const wrong = { ...own, prompt: 'A lamp', destination: { bucket: 'not-ours', prefix: '' } };
  await expect(triggerOf(stack, { imageGeneration: wrong })).rejects.toThrow(/destination.*bucket/);
  const two = { prompt: 'A lamp', style: 'ANIME', ownStyle: 'cut paper' };
  await expect(triggerOf(stack, { imageGeneration: two })).rejects.toThrow('ownStyle');
});
