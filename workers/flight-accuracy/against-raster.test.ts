import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { flightOf, manifestOf } from '../../test/fixtures/accuracy/flight.ts';
import { orthophotoOf, photoOver } from '../../test/fixtures/accuracy/orthophoto.ts';
import { geoTiff } from '../../test/fixtures/geo-tiff.ts';
import { inUtm31, tiffOf } from '../../test/fixtures/tiff.ts';
import { killInTheMiddle } from '../../test/kill-in-the-middle.ts';
import { long } from '../../test/long.ts';
import { useStack } from '../../test/stack.ts';
import { terrain } from '../../test/synthetic-imagery.ts';
import type { FlightImage } from '../flight-ingestion/manifest.ts';
import type { AccuracyResult } from './contract.ts';
import { middleOf } from './middle.ts';

const stack = useStack({ env: { BUS: 'none', TASK_QUEUES: 'imaging,imaging-accuracy' } });

const ground = terrain(4, 1200);
const orthophoto = orthophotoOf(ground);

/** A photo in storage, and its line of a manifest. */
async function shot(seed: number, at: [number, number], error: { x: number; y: number }): Promise<FlightImage> {
  const { jpeg, says } = await photoOver(ground, { at, degrees: seed * 70, error, seed });
  const { bucket, key } = await stack.put(jpeg, `photo-${seed}.jpg`);
  const { etag } = (await stack.storage.head({ bucket, key }))!;
  const { image } = flightOf([{ x: 0, y: 0, z: 0 }])[0]!;
  return { ...image, ...says, bucket, key, etag, bytes: jpeg.length };
}

const start = async (images: FlightImage[], raster: Buffer, more: object = {}) =>
  stack.start('flightAccuracy', {
    manifest: await stack.put(manifestOf(images), 'manifest.jsonl'),
    reference: { raster: { source: await stack.put(raster, 'ortho.tif'), within: 30, ...more } },
  });

test('images are found in a raster, and their errors are those they were given', { timeout: 120_000 }, async () => {
  const errors = [
    { x: 3, y: -2 },
    { x: -4.5, y: 1 },
    { x: 0.5, y: 6 },
    { x: 2, y: 2 },
  ];
  const places: [number, number][] = [
    [400, 420],
    [700, 500],
    [520, 800],
    [800, 760],
  ];
  const images = await Promise.all(places.map((place, n) => shot(n, place, errors[n]!)));
  const noise = Uint8Array.from({ length: 480 * 360 }, (_, n) => (n * 48_271) % 251);
  const strange = await sharp(noise, { raw: { width: 480, height: 360, channels: 1 } })
    .jpeg()
    .toBuffer();
  const put = async (bytes: Buffer) => {
    const at = await stack.put(bytes);
    return { ...at, etag: (await stack.storage.head(at))!.etag, bytes: bytes.length };
  };
  images.push({ ...images[0]!, ...(await put(strange)) });
  images.push({ ...images[0]!, ...(await put(Buffer.from('no image'))) });
  images.push({ ...images[0]!, key: 'gone.jpg', lat: 51, problems: [] });
  images.push({ ...images[0]!, lat: null, lon: null });
  const { status, failure, resultJson } = await (await start(images, orthophoto)).end();
  expect({ status, failure }).toEqual({ status: 'COMPLETED', failure: null });
  const found = resultJson as AccuracyResult;
  expect(found).toMatchObject({ images: 8, measured: 4, points: null, vertical: null });
  const json = JSON.parse((await stack.storage.read(found.json)).toString()) as {
    errors: { error: { x: number; y: number } }[];
  };
  for (const [n, { error }] of json.errors.entries()) {
    // A quarter of a metre is half a pixel of the ground.
    expect(Math.abs(error.x - errors[n]!.x), `x of ${n}`).toBeLessThan(0.25);
    expect(Math.abs(error.y - errors[n]!.y), `y of ${n}`).toBeLessThan(0.25);
  }
  expect(found.problems.map(({ code, message }) => [code, message])).toEqual([
    ['NOT_FOUND_IN_RASTER', 'It is not found within 30 m of where it says it is.'],
    ['UNREADABLE_IMAGE', expect.stringMatching(/./)],
    ['NOT_FOUND_IN_RASTER', 'The raster does not show where it says it is.'],
    ['UNUSABLE_IMAGE', 'It has no position.'],
  ]);
});

test('a raster in an unknown system or in none, half a raster and no raster are refused before anything is measured', async () => {
  const { image } = flightOf([{ x: 0, y: 0, z: 0 }])[0]!;
  for (const [bytes, more] of [
    [Buffer.from('image,lon,lat\n'), {}],
    [orthophoto.subarray(0, 200), {}],
    [orthophoto, { crs: 'EPSG:999999' }],
    [geoTiff(terrain(1, 64), { east: 593_000, north: 5_763_000, size: 0.5 }, { ProjectedCSTypeGeoKey: 32_767 }), {}],
  ] as const) {
    const ended = await (await start([image], bytes, more)).end();
    expect(ended).toMatchObject({ status: 'FAILED', failure: { code: 'REFERENCE_INVALID', step: 'split' } });
  }
});

test('half a raster, and one without overviews of which too much would be read, end the run with what to do', async () => {
  const image = await shot(1, [400, 420], { x: 0, y: 0 });
  const fine = {
    width: 100_000,
    height: 100_000,
    tile: 512,
    compression: 8,
    block: deflateSync(Buffer.alloc(512 ** 2)),
  };
  const without = tiffOf({ ...fine, tags: inUtm31({ east: 593_000, north: 5_763_000, size: 0.01 }) });
  for (const [bytes, more, message] of [
    [orthophoto.subarray(0, orthophoto.length / 2), {}, /incomplete/],
    [without, { within: 300 }, /with overviews/],
  ] as const) {
    const ended = await (await start([image], bytes, more)).end();
    const failure = { code: 'REFERENCE_INVALID', step: 'measure', message: expect.stringMatching(message) as string };
    expect(ended).toMatchObject({ status: 'FAILED', failure });
  }
});

// A heartbeat has to be missed for it; measure-part.test.ts shows in no time what an attempt does.
test.runIf(long)(
  'a worker that is killed in the middle costs no more than ten images',
  { timeout: 120_000 },
  async () => {
    const photo = await shot(2, [600, 600], { x: 1, y: 1 });
    const bytes = await stack.storage.read({ bucket: photo.bucket, key: photo.key });
    const count = 18;
    const images = await Promise.all(
      Array.from({ length: count }, async (_, n) => {
        const { bucket, key } = await stack.put(bytes, `photo-${n}.jpg`);
        return { ...photo, key, etag: (await stack.storage.head({ bucket, key }))!.etag };
      }),
    );
    const run = await start(images, orthophoto);
    const { last, from } = await killInTheMiddle(stack, run, { step: 'measure', done: 11 }); // a chunk is stored
    expect(last).toMatchObject({ status: 'COMPLETED', resultJson: { images: count, measured: count } });
    expect((last!.resultJson as AccuracyResult).horizontal!.n).toBe(count);
    expect(from).toBeGreaterThanOrEqual(10);
  },
);

test('the middle of a footprint is where its diagonals cross, not the mean of its corners', () => {
  const square = [
    [0, 0],
    [2, 0],
    [2, 2],
    [0, 2],
    [0, 0],
  ] as const;
  expect(middleOf(square)).toEqual({ lon: 1, lat: 1 });
  const farther = [[0, 0], [4, 0], [3, 3], [1, 3], [0, 0]] as const; // prettier-ignore
  expect(middleOf(farther)!.lat).toBeCloseTo(2, 12);
  expect(middleOf(null)).toBeNull();
});
