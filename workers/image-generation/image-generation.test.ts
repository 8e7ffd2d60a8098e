import ExifReader from 'exifreader';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkerWithItsRights } from '../../test/database-role.ts';
import { useFakeAi } from '../../test/fake-ai.ts';
import { createGenerating, isPictureOf, newPicture, resultOf } from '../../test/generating.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';

const fakes = useFakeAi();
const folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-policy-'));
const policy = path.join(folder, 'policy.yaml');
writeFileSync(policy, 'refuse: [{ words: [Contoso], why: Trade marks of others. }]');
afterAll(() => rmSync(folder, { recursive: true }));
const stack = useStack({
  worker: false,
  get env() {
    return { ...fakes.env, IMAGE_POLICY_FILE: policy, TASK_QUEUES: 'media,ai' };
  },
});
const { start, made, failed, calls, keys, gallery } = createGenerating(stack);

/** The worker may do no more in the database than is documented. */
beforeAll(() => startWorkerWithItsRights(stack));

const read = ({ bucket, key }: { bucket: string; key: string }) => stack.storage.read({ bucket, key });
const small = { size: '256x256', quality: 'LOW' };
const openai = { ...small, backends: [{ backend: 'OPENAI' }] };
const pictures = () => fakes.openai.requests.filter(isPicture);

test('words become pictures with where they come from: in the result, the file, the gallery; the history of that replays', async () => {
  fakes.openai.script({ when: isPicture, image: await newPicture(256, 256) });
  fakes.openai.script({ when: isPicture, image: await newPicture(256, 256) });
  const words = `A <red> boat & "sail" ${randomUUID()}`;
  const input = {
    ...small,
    quality: 'MEDIUM',
    prompt: words,
    style: 'WATERCOLOR',
    count: 2,
    format: 'JPEG',
    onBehalfOf: 'ada',
  };
  const run = await start(input);
  const end = await run.end('labels { key value } cost { usd calls }');
  expect(end.failure).toBeNull();
  const { images, missing } = resultOf(end);
  expect(missing).toEqual([]);
  expect(images).toMatchObject(
    [0, 1].map((position) => ({ position, width: 256, height: 256, backend: 'OPENAI', seed: null, duplicateOf: null })),
  );
  expect(end).toMatchObject({ labels: [{ key: 'onBehalfOf', value: 'ada' }], cost: { calls: 3 } });
  expect(await calls(run)).toMatchObject([
    { purpose: 'moderation', outcome: 'SUCCEEDED', cost: '0' },
    { purpose: 'picture', outcome: 'SUCCEEDED', images: 1 },
    { purpose: 'picture', outcome: 'SUCCEEDED', images: 1 },
  ]);
  for (const { body } of pictures()) expect(body!.prompt).toContain(`${words}\n\nA watercolour on paper`);

  const [first] = images;
  const file = await read(first!.output);
  expect(await sharp(file).metadata()).toMatchObject({ format: 'jpeg', width: 256, height: 256 });
  const tags = ExifReader.load(file);
  expect(tags['DigitalSourceType']?.value).toMatch(/trainedAlgorithmicMedia$/);
  expect(tags['AISystemUsed']?.value).toBe('gpt-image-2.6-sunburst');
  expect(tags['AIPromptInformation']?.value).toBe(words);
  expect(file.toString('latin1'), 'for whom it is is nobody’s business').not.toContain('ada');
  expect(await sharp(await read(first!.thumbnail)).metadata()).toMatchObject({ format: 'webp', width: 256 });

  const fields = `uuid run onBehalfOf prompt style model backend size quality costUsd origin thumbhash url thumbnailUrl`;
  const found = await gallery<{ thumbnailUrl: string }>({ search: 'red sail -storm', onBehalfOf: 'ada' }, fields);
  expect(found).toMatchObject(
    images.toReversed().map(({ id, costUsd }) => ({
      uuid: id,
      run: run.id,
      onBehalfOf: 'ada',
      prompt: words,
      style: 'WATERCOLOR',
      backend: 'OPENAI',
      costUsd,
      model: 'gpt-image-2.6-sunburst',
      size: '256x256',
      quality: 'MEDIUM',
      origin: 'WORDS',
    })),
  );
  const shown = await fetch(found[0]!.thumbnailUrl);
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp']);
  for (const filter of [{ search: 'storm' }, { onBehalfOf: 'bo' }, { style: 'ANIME' }, { run: 'none' }]) {
    expect(await gallery(filter, 'uuid')).toEqual([]);
  }
  await keepHistory(stack, run, 'completed');
});

test('drafts are seen while a picture is made; cancelled then, it is charged and nothing is stored; the history of that replays', async () => {
  fakes.openai.script({ when: isPicture, hang: 'during' }); // after two of them
  const run = await start({ ...openai, quality: 'MEDIUM', prompt: `A tower ${randomUUID()}`, count: 2 });
  const shown = new Set<string>();
  for await (const { progress } of run.states('progress { preview { url } }')) {
    const preview = progress['preview'] as { url: string } | null;
    if (preview) shown.add(preview.url);
    if (shown.size > 0) break;
  }
  await run.cancel();
  expect(await run.end()).toMatchObject({ status: 'CANCELED' });
  const paid = (await calls(run)).slice(1);
  expect(paid.map(({ outcome }) => outcome)).toContain('CANCELED');
  for (const { cost } of paid) expect(Number(cost)).toBeGreaterThan(0);
  expect(await ofRun(run)).toEqual([]);
  expect(await keys(`work/${firstOf(run)}`)).toEqual([]);
  await keepHistory(stack, run, 'cancelled');
});

test('what rules or the list of the deployment refuse is asked of nobody, and the code names the category', async () => {
  const refused = {
    'a n.u.d.e teenager on a beach': 'REFUSED_MINORS',
    'hardcore p0rn': 'REFUSED_SEXUAL',
    'a forged passport of Utopia': 'REFUSED_ILLICIT',
    'a CONTOSO shop': 'REFUSED_POLICY',
  };
  const failures = await Promise.all(Object.keys(refused).map((prompt) => failed({ ...openai, prompt })));
  expect(failures.map((failure) => failure?.code)).toEqual(Object.values(refused));
  for (const failure of failures) expect(failure!.message).toContain('No picture is made');
  expect(failures.at(-1)!.message, 'in the words of the deployment').toContain('Trade marks of others.');
  expect(fakes.openai.requests).toEqual([]);
});

test('what moderation finds is refused by its category, and no picture is asked for', async () => {
  const found: [category: string[], code: string][] = [
    [['violence/graphic'], 'REFUSED_VIOLENCE'],
    [['sexual', 'sexual/minors'], 'REFUSED_MINORS'],
    [['self-harm/intent'], 'REFUSED_SELF_HARM'],
    [['hate'], 'REFUSED_HATE'],
    [['harassment/threatening'], 'REFUSED_HARASSMENT'],
  ];
  const ends = found.map(async ([flagged]) => {
    const prompt = `Something else ${randomUUID()}`;
    fakes.openai.script({ flagged, when: ({ body }) => body?.moderated?.input === prompt });
    return failed({ ...openai, prompt });
  });
  const failures = await Promise.all(ends);
  expect(failures.map((failure) => failure?.code)).toEqual(found.map(([, code]) => code));
  for (const [at, [[first]]] of found.entries()) expect(failures[at]!.message).toContain(first);
  expect(pictures()).toEqual([]);
});

test('a picture that the provider does not make is not asked for elsewhere; the history of that replays', async () => {
  fakes.openai.script({ when: isPicture, status: 400, error: { code: 'moderation_blocked' } });
  const run = await start({ ...small, prompt: `A cow ${randomUUID()}`, backends: both });
  expect((await run.end()).failure).toMatchObject({ code: 'MODERATION_BLOCKED' });
  expect(fakes.huggingFace.requests).toEqual([]);
  expect(await calls(run)).toMatchObject([{ purpose: 'moderation' }, { outcome: 'FAILED', cost: '0' }]);
  await keepHistory(stack, run, 'failed');
});

test('where one backend does not know the key, or finds the request wrong, the next is asked', async () => {
  const refusals: [status: number, failure: string][] = [
    [401, 'PROVIDER_REJECTED'],
    [400, 'REQUEST_REFUSED'],
  ];
  const ends = refusals.map(async ([status, failure]) => {
    const prompt = `A goat ${randomUUID()}`;
    fakes.openai.script({ status, when: isPictureOf(prompt), times: Infinity });
    const run = await start({ ...small, prompt, backends: both, seed: 7 });
    const { images } = resultOf(await run.end());
    expect(images).toMatchObject([{ backend: 'HUGGING_FACE', model: 'black-forest-labs/FLUX.1-schnell', seed: 7 }]);
    expect(await calls(run)).toMatchObject([
      { purpose: 'moderation' },
      { outcome: 'FAILED', failure, cost: '0' },
      { outcome: 'SUCCEEDED', cost: null },
    ]);
  });
  await Promise.all(ends);
  const asked = { body: { seed: 7, width: 256, height: 256 } };
  expect(fakes.huggingFace.requests).toMatchObject([asked, asked]);
});

test('a backend that is overloaded is asked three times, and then the next', async () => {
  fakes.openai.script({ status: 503, when: isPicture, times: Infinity, headers: { 'retry-after-ms': '50' } });
  const { images } = await made({ ...small, prompt: `A hen ${randomUUID()}`, backends: both });
  expect(images).toMatchObject([{ backend: 'HUGGING_FACE', seed: expect.any(Number) }]);
  expect(pictures()).toHaveLength(3);
});

test('a picture that is not fit is paid for, not kept, and the failure says so', async () => {
  const unfit: [image: Buffer, code: string][] = [
    [await newPicture(240, 256), 'IMAGE_SIZE_WRONG'],
    [(await newPicture(256, 256)).subarray(0, 4000), 'IMAGE_BROKEN'],
    [Buffer.from('<html>502 Bad Gateway</html>'), 'IMAGE_BROKEN'],
  ];
  const ends = unfit.map(async ([image, code]) => {
    const prompt = `A rook ${randomUUID()}`;
    fakes.openai.script({ when: isPictureOf(prompt), image, times: Infinity });
    const run = await start({ ...openai, prompt });
    expect((await run.end()).failure).toMatchObject({ code, message: expect.stringContaining('gpt-image') });
    const [, paid, ...more] = await calls(run);
    expect(paid).toMatchObject({ outcome: 'SUCCEEDED', images: 1 });
    expect(Number(paid!.cost)).toBeGreaterThan(0);
    expect(more).toEqual([]);
    expect(await ofRun(run)).toEqual([]);
  });
  await Promise.all(ends);
});

test('a picture that is not fit is made by the next backend, and the others are kept', async () => {
  fakes.openai.script({ when: isPicture, image: Buffer.from('none') });
  const { images, missing } = await made({ ...small, prompt: `A wren ${randomUUID()}`, backends: both, count: 3 });
  expect(missing).toEqual([]);
  expect(images.filter(({ backend }) => backend === 'HUGGING_FACE')).toHaveLength(1);
  expect(images).toHaveLength(3);
});

test('of several pictures those that could be made are there, and the others say why not', async () => {
  fakes.openai.script({ when: isPicture, image: Buffer.from('none') });
  const { images, missing } = await made({ ...openai, prompt: `A swan ${randomUUID()}`, count: 2 });
  expect(images).toHaveLength(1);
  expect(missing).toMatchObject([{ code: 'IMAGE_BROKEN' }]);
});

test('pictures that look alike name the earlier one', async () => {
  const input = { ...openai, prompt: `A moor ${randomUUID()}`, count: 2, onBehalfOf: randomUUID() };
  const { images } = await made(input);
  expect(images.map(({ duplicateOf }) => duplicateOf)).toEqual([null, images[0]!.id]);
  const again = await made({ ...input, count: 1 });
  expect([images[0]!.id, images[1]!.id]).toContain(again.images[0]!.duplicateOf);
  const other = await made({ ...input, count: 1, onBehalfOf: randomUUID() });
  expect(other.images, 'of another user nothing is told').toMatchObject([{ duplicateOf: null }]);
});

const isPicture = isPictureOf('');
const both = [{ backend: 'OPENAI' }, { backend: 'HUGGING_FACE' }];
const firstOf = ({ id }: { id: string }) => Buffer.from(id, 'base64url').toString().slice(0, 36);
const ofRun = ({ id }: { id: string }) => gallery({ run: id }, 'key');
