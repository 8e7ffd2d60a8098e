import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { geoTiff, png } from '../../test/fixtures/geo-tiff.ts';
import { inUtm31, tiffOf } from '../../test/fixtures/tiff.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { killInTheMiddle } from '../../test/kill-in-the-middle.ts';
import { long } from '../../test/long.ts';
import { useStack } from '../../test/stack.ts';
import { anyLook, photograph, terrain, type Look } from '../../test/synthetic-imagery.ts';
import { createCrs } from '../../src/platform/geo/crs.ts';
import { geodesicDistance } from '../../src/platform/geo/distance.ts';
import { cornersOf, project } from '../../src/platform/registration/homography.ts';
import type { ObjectLocation } from '../kit/objects.ts';

const stack = useStack({ env: { TASK_QUEUES: 'imaging' } });
const side = 700;
const metres = 0.5;
const [east, north] = [500_000, 5_700_000];
const utm = createCrs(32_631);
const ground = terrain(7, side);

const origin = { east, north, size: metres };

/** Where a pixel of the ground is. */
const placeOf = ([x, y]: readonly [number, number]) => {
  const [lon, lat] = utm.inverse([east + x * metres, north - y * metres]);
  return { lon, lat };
};
const truthOf = (look: Look) => placeOf(project(look.homography, [look.width / 2, look.height / 2])!);

interface Result {
  outcome: string;
  found: {
    centre: { lon: number; lat: number };
    footprint: { lon: number; lat: number }[];
    [more: string]: number | object;
  } | null;
  claimed: { offsetMetres: number; offsetEast: number; offsetNorth: number } | null;
  reason: string | null;
  geoJson: ObjectLocation | null;
  worldFile: ObjectLocation | null;
  overlay: ObjectLocation | null;
}

async function locate(input: object): Promise<Result> {
  const end = await (await stack.start('geolocalization', input)).end();
  expect(end, JSON.stringify(end.failure)).toMatchObject({ status: 'COMPLETED' });
  return end.resultJson as unknown as Result;
}

let reference: ObjectLocation;
beforeAll(async () => {
  reference = await stack.put(geoTiff(ground, origin), 'reference.tif');
});

test('the history of a picture that is found: with its footprint, and how sure that is', async () => {
  const look = anyLook(11, ground);
  const image = await stack.put(await png(photograph(ground, look, 11)), 'picture.png');
  const run = await stack.start('geolocalization', { image, reference });
  let previews = 0;
  for await (const { progress } of run.states('progress { preview { url } }')) if (progress['preview']) previews++;
  const end = await run.end();
  expect(end, JSON.stringify(end.failure)).toMatchObject({ status: 'COMPLETED' });
  expect(previews).toBeGreaterThan(0);
  const { found, outcome, geoJson, worldFile, overlay } = end.resultJson as unknown as Result;
  expect(outcome).toBe('FOUND');
  expect(geodesicDistance(found!.centre, truthOf(look))).toBeLessThan(found!['centreErrorMetres'] as number);
  expect(found!['centreErrorMetres']).toBeLessThan(0.3);
  for (const [at, corner] of cornersOf(look).entries()) {
    const off = geodesicDistance(found!.footprint[at]!, placeOf(project(look.homography, corner)!));
    expect(off).toBeLessThan(found!['cornerErrorMetres'] as number);
  }
  expect(found!['confidence']).toBeGreaterThan(0.99);
  expect(found!['rmseMetres']).toBeLessThan(1);

  const map = JSON.parse((await stack.storage.read(geoJson!)).toString()) as {
    features: { properties: { kind: string } }[];
  };
  const kinds = map.features.map(({ properties }) => properties.kind);
  expect(kinds.filter((kind) => kind === 'footprint')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'point')).toHaveLength(found!['inliers'] as number);
  expect(await sharp(await stack.storage.read(overlay!)).metadata()).toMatchObject({ format: 'png' });

  const [a, d, b, e, c, f] = (await stack.storage.read(worldFile!)).toString().trim().split('\n').map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [column, row] = [look.width / 2 - 0.5, look.height / 2 - 0.5];
  const [x, y] = utm.forward([found!.centre.lon, found!.centre.lat]);
  const off = Math.hypot(a * column + b * row + c - x, d * column + e * row + f - y);
  expect(off).toBeLessThan((found!['worldFileErrorMetres'] as number) + 0.01);
  await keepHistory(stack, run, 'completed');
});

test('a rough position and a scale narrow the search, and the same place is found', async () => {
  const look = anyLook(12, ground);
  const image = await stack.put(await png(photograph(ground, look, 12)), 'picture.png');
  const near = { ...truthOf(look), radiusMetres: 100 };
  const { found } = await locate({ image, reference, near, groundSamplingDistance: 0.5 });
  expect(geodesicDistance(found!.centre, truthOf(look))).toBeLessThan(0.5);
});

test('the history of what the reference does not show: it is not found, and that is a result', async () => {
  const image = await stack.put(await png(terrain(98, 300)), 'elsewhere.png');
  const run = await stack.start('geolocalization', { image, reference });
  const { status, resultJson } = await run.end();
  expect({ status, resultJson }).toMatchObject({
    status: 'COMPLETED',
    resultJson: { outcome: 'NOT_FOUND', found: null, geoJson: null, worldFile: null, overlay: null },
  });
  expect((resultJson as unknown as Result).reason).toContain('Nowhere do enough points agree');
  await keepHistory(stack, run, 'not-found');
});

test('an image that says where it is is checked', async () => {
  const window = { left: 200, top: 250, width: 400, height: 300 };
  const cut = await sharp(ground.data, { raw: { width: side, height: side, channels: 1 } })
    .extract(window)
    .extractChannel(0)
    .raw()
    .toBuffer();
  // It is 3 m too far east, and 4 m too far south.
  const claimed = { east: east + window.left * metres + 3, north: north - window.top * metres - 4, size: metres };
  const scene = geoTiff({ data: new Uint8Array(cut), width: 400, height: 300 }, claimed);
  const result = await locate({ image: await stack.put(scene, 'scene.tif'), reference });
  expect(result.outcome).toBe('FOUND');
  expect(result.claimed!.offsetMetres).toBeCloseTo(5, 0);
  expect(result.claimed!.offsetEast).toBeCloseTo(-3, 0);
  expect(result.claimed!.offsetNorth).toBeCloseTo(4, 0);
  const { groundSamplingDistance, rotationDegrees } = result.found as unknown as Record<string, number>;
  expect(groundSamplingDistance).toBeCloseTo(0.5, 1);
  expect(Math.min(rotationDegrees!, 360 - rotationDegrees!)).toBeLessThan(1);
});

test.for([
  ['IMAGE_NOT_FOUND', async () => ({ image: { ...reference, key: 'not/there.png' } })],
  ['REFERENCE_NOT_FOUND', async () => ({ reference: { ...reference, key: 'not/there.tif' } })],
  ['UNSUPPORTED_FORMAT', async () => ({ image: await stack.put(Buffer.from('I am a text.'), 'a.png') })],
  [
    'REFERENCE_WITHOUT_POSITION',
    async () => ({
      reference: await stack.put(
        await sharp(await png(ground))
          .tiff()
          .toBuffer(),
        'a.tif',
      ),
    }),
  ],
  [
    'REFERENCE_DAMAGED',
    async () => ({ reference: await stack.put(geoTiff(ground, origin).subarray(0, 200_000), 'half.tif') }),
  ],
  [
    'CRS_UNKNOWN',
    async () => ({
      reference: await stack.put(geoTiff(terrain(1, 64), origin, { ProjectedCSTypeGeoKey: 32_767 }), 'a.tif'),
    }),
  ],
  ['CRS_UNKNOWN', async () => ({ referenceCrs: 'EPSG:999999' })],
  ['REFERENCE_UNREADABLE', async () => ({ reference: await stack.put(Buffer.alloc(0), 'empty.tif') }), /empty/],
  [
    'OUTSIDE_REFERENCE',
    async () => ({ near: { lon: 51.45, lat: 3 } }),
    /^near: .* longitude 51\.45, latitude 3; its middle is at longitude 3\.\d+, latitude 51\.\d+\./,
  ],
  ['DESTINATION_NOT_ALLOWED', async () => ({ destination: { bucket: reference.bucket, prefix: 'work/' } })],
] as const)('%s is said after one attempt', async ([code, change, message = /./], { expect: expectHere }) => {
  const image = await stack.put(await png(terrain(3, 200)), 'any.png');
  const end = await (await stack.start('geolocalization', { image, reference, ...(await change()) })).end();
  expectHere(end).toMatchObject({
    status: 'FAILED',
    failure: { code, attempts: 1, message: expectHere.stringMatching(message) as string },
  });
});

test('the history of a run without a raster', async () => {
  const image = await stack.put(await png(terrain(3, 200)), 'any.png');
  const run = await stack.start('geolocalization', { image, reference: image });
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'REFERENCE_UNREADABLE', attempts: 1 } });
  await keepHistory(stack, run, 'failed');
});

/** A search of many parts, in none of which there is anything. */
async function longSearch() {
  const block = deflateSync(terrain(9, 512).data);
  const all = { width: 2560, height: 2560, tile: 512, compression: 8, block };
  const large = await stack.put(tiffOf({ ...all, tags: inUtm31(origin) }), 'large.tif');
  const image = await stack.put(await png(terrain(97, 600)), 'elsewhere.png');
  return stack.start('geolocalization', { image, reference: large });
}

test('the history of a search that is cancelled', async () => {
  const run = await longSearch();
  let asked: Promise<unknown> | undefined;
  let status: string | undefined;
  for await (const state of run.states()) {
    ({ status } = state);
    if (state.progress.step === 'search') asked ??= run.cancel();
  }
  expect(status).toBe('CANCELED');
  await asked;
  await keepHistory(stack, run, 'cancelled');
});

// A heartbeat has to be missed for it; search.test.ts shows in no time what an attempt does.
test.runIf(long)(
  'a worker that is killed in the middle of a search goes on where it was',
  { timeout: 300_000 },
  async () => {
    const run = await longSearch();
    const { last, from } = await killInTheMiddle(stack, run, { step: 'search', done: 3 });
    expect(last).toMatchObject({ status: 'COMPLETED', resultJson: { outcome: 'NOT_FOUND' } });
    expect(from).toBeGreaterThanOrEqual(1); // a heartbeat may be two seconds behind
  },
);
