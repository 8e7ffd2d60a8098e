import { beforeAll, expect, test } from 'vitest';
import { flightImageFile, northward } from '../../test/fixtures/flight-images.ts';
import { geoTiff, png } from '../../test/fixtures/geo-tiff.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';
import { anyLook, photograph, terrain } from '../../test/synthetic-imagery.ts';
import { waitFor } from '../../test/wait-for.ts';
import type { ObjectLocation } from '../kit/objects.ts';

const stack = useStack({ env: { TASK_QUEUES: 'imaging,imaging-accuracy' } });
const ground = terrain(7, 700);
let raster: ObjectLocation;
let flight: { bucket: string; prefix: string };
let control: ObjectLocation;

const put = (key: string, bytes: Buffer) =>
  stack.storage.write({ bucket: stack.settings.storage.bucket, key }, bytes, { contentType: 'image/png' });
beforeAll(async () => {
  const shots = northward(6);
  const { bucket } = stack.settings.storage;
  flight = { bucket, prefix: 'flight/' };
  for (const [n, shot] of shots.entries()) await put(`flight/${n}.jpg`, await flightImageFile(shot));
  // Each image says that it is about 11 cm too far south.
  const lines = shots.map(({ lon, lat }, n) => `${n}.jpg,${lon},${lat + 1e-6}`);
  control = await stack.put(Buffer.from(['image,lon,lat', ...lines].join('\n')), 'control.csv');
  raster = await stack.put(geoTiff(ground, { east: 500_000, north: 5_700_000, size: 0.5 }), 'reference.tif');
  const picture = await png(photograph(ground, anyLook(11, ground), 11));
  await put('scenes/one/found.png', picture);
  await put('scenes/two/found.png', picture);
  await put('scenes/two/damaged.png', picture.subarray(0, 2000));
});

/** The runs that a run has started. */
async function partsOf(id: string) {
  const query =
    'query($id: ID!) { run(id: $id) { children { edges { node { workflow status labels { key value } } } } } }';
  const { data } = await stack.graphql(query, { id });
  const { children } = data!['run'] as { children: { edges: { node: { workflow: string; status: string } }[] } };
  return children.edges.map(({ node }) => node);
}

test('the history of a flight that is measured', { timeout: 120_000 }, async () => {
  const accuracyClass = { horizontalCm: 50 };
  const run = await stack.start('imagingPipeline', {
    imageType: 'NAVAD',
    prefix: flight,
    reference: { points: { source: control } },
    accuracyClass,
  });
  const end = await run.end();
  expect(end, JSON.stringify(end.failure)).toMatchObject({
    status: 'COMPLETED',
    resultJson: {
      ingestion: { images: 6, usable: 6, manifest: { key: 'ingested/flight/manifest.jsonl' } },
      accuracy: { measured: 6, horizontal: { n: 6 }, html: { contentType: 'text/html; charset=utf-8' } },
      located: [],
    },
  });
  const { horizontal } = (end.resultJson as { accuracy: { horizontal: { y: { bias: number } } } }).accuracy;
  expect(horizontal.y.bias).toBeCloseTo(-0.111, 2);
  const labels = [{ key: 'imageType', value: 'NAVAD' }];
  const parts = await waitFor('its parts in the list', async () => {
    const found = await partsOf(run.id);
    return found.length === 2 && found.every(({ status }) => status === 'COMPLETED') && found;
  });
  expect(parts.map(({ workflow }) => workflow).toSorted()).toEqual(['flightAccuracy', 'flightIngestion']);
  for (const part of parts) expect(part).toMatchObject({ labels });
  await keepHistory(stack, run, 'flight');
});

test('the history of images that are looked for', { timeout: 120_000 }, async () => {
  const run = await stack.start('imagingPipeline', {
    imageType: 'SATELLITE',
    prefix: { ...flight, prefix: 'scenes/one/' },
    reference: { raster: { source: raster } },
    destination: { ...flight, prefix: 'places/' },
  });
  const end = await run.end();
  expect(end, JSON.stringify(end.failure)).toMatchObject({
    status: 'COMPLETED',
    resultJson: {
      ingestion: null,
      accuracy: null,
      located: [
        {
          image: { key: 'scenes/one/found.png' },
          outcome: 'FOUND',
          geoJson: { key: expect.stringMatching(/^places\/scenes\/one\/found\.png\//) as string },
        },
      ],
    },
  });
  await keepHistory(stack, run, 'images');
});

test(
  'the history of images of which one is damaged: the others are looked for, and what is found is kept',
  {
    timeout: 120_000,
  },
  async () => {
    const run = await stack.start('imagingPipeline', {
      imageType: 'SATELLITE',
      prefix: { ...flight, prefix: 'scenes/two/' },
      reference: { raster: { source: raster } },
    });
    expect(await run.end()).toMatchObject({
      status: 'FAILED',
      failure: {
        code: 'CORRUPT_IMAGE',
        message: expect.stringMatching(/^scenes\/two\/damaged\.png: /) as string,
        step: 'take',
      },
    });
    const kept = await partsOf(run.id);
    expect(kept.map(({ status }) => status).toSorted()).toEqual(['COMPLETED', 'FAILED']);
    const pages = stack.storage.list({ ...flight, prefix: 'located/scenes/two/found.png/' });
    const stored: string[] = [];
    for await (const page of pages) stored.push(...page.map(({ key }) => key));
    expect(stored.length).toBeGreaterThanOrEqual(3);
    await keepHistory(stack, run, 'damaged');
  },
);

test('the history of a flight of which no image is measured: why is said, and what was taken in is kept', async () => {
  const strange = await stack.put(Buffer.from('image,lon,lat\nother.jpg,4.3,52\n'), 'control.csv');
  const run = await stack.start('imagingPipeline', {
    imageType: 'NAVAD',
    prefix: flight,
    reference: { points: { source: strange } },
    destination: { ...flight, prefix: 'unmeasured/' },
  });
  const message = expect.stringMatching(/^None of the 1 control points is of an image/) as string;
  expect(await run.end()).toMatchObject({
    status: 'FAILED',
    failure: { code: 'NOTHING_MEASURED', message, step: 'measure' },
  });
  const kept = await partsOf(run.id);
  expect(kept.map(({ workflow, status }) => `${workflow} ${status}`).toSorted()).toEqual([
    'flightAccuracy FAILED',
    'flightIngestion COMPLETED',
  ]);
  expect(await stack.storage.head({ ...flight, key: 'unmeasured/manifest.jsonl' })).not.toBeNull();
  await keepHistory(stack, run, 'unmeasured');
});

test('the history of a place without images', async () => {
  const run = await stack.start('imagingPipeline', {
    imageType: 'SATELLITE',
    prefix: { ...flight, prefix: 'nothing/' },
    reference: { raster: { source: raster } },
  });
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'NO_IMAGES', step: 'list' } });
  await keepHistory(stack, run, 'nothing');
});

test.each([
  ['an unknown type', { imageType: 'RADAR' }, /imageType/],
  ['neither a prefix nor images', { prefix: undefined }, /prefix: Name a prefix or images/],
  ['control points for what is looked for', { imageType: 'SATELLITE' }, /reference: SATELLITE images are looked for/],
  [
    'a class for what is looked for',
    {
      imageType: 'SATELLITE',
      reference: { raster: { source: { bucket: 'any', key: 'any.tif' } } },
      accuracyClass: { horizontalCm: 1 },
    },
    /accuracyClass: Only/,
  ],
  [
    'an image that is named twice',
    {
      imageType: 'SATELLITE',
      prefix: undefined,
      images: ['a.tif', 'b.tif', 'a.tif'].map((key) => ({ bucket: 'any', key })),
      reference: { raster: { source: { bucket: 'any', key: 'any.tif' } } },
    },
    /images\.2: Another image has this key/,
  ],
  ['a resolution for what says it', { groundSamplingDistance: 1 }, /groundSamplingDistance: Only for SATELLITE/],
])('%s is refused before anything runs', async (_what, wrong, says) => {
  const input = { imageType: 'NAVAD', prefix: flight, reference: { points: { source: control } }, ...wrong };
  await expect(stack.start('imagingPipeline', input)).rejects.toThrow(says);
});
