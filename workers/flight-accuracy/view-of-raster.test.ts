import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { flightOf } from '../../test/fixtures/accuracy/flight.ts';
import { inUtm31, tiffOf } from '../../test/fixtures/tiff.ts';
import type { Grey } from '../../src/platform/geo/grey.ts';
import { maxRegistrationPixels, type Registration } from '../../src/platform/registration/registration.ts';
import type { Storage } from '../../src/platform/storage.ts';
import { createRasterMeasurer, openReference } from './against-raster.ts';

const { signal } = new AbortController();
const [wide, high] = [4000, 3000];
const jpeg = await sharp({ create: { width: wide, height: high, channels: 3, background: 'grey' } })
  .jpeg()
  .toBuffer();
const block = deflateSync(Buffer.alloc(512 ** 2, 100));
type Tags = Parameters<typeof tiffOf>[0]['tags'];
const utm = inUtm31({ east: 500_000, north: 5_700_000, size: 0.12 });
/** Pixels at 60° north, where a degree of longitude is half as long as one of latitude. */
const degrees: Tags = [
  [33_550, 'DOUBLE', 1.1e-6, 1.1e-6, 0],
  [33_922, 'DOUBLE', 0, 0, 0, 10, 60, 0],
  [34_735, 'SHORT', 1, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 4326],
];
const [fine, within] = [0.05, 50];

/** What is compared with what when an image over the middle of a raster is looked for. */
async function compared(tags: Tags) {
  const raster = tiffOf({ width: 12_800, height: 12_800, tile: 512, compression: 8, block, tags });
  const content = (key: string) => (key === 'raster' ? raster : jpeg);
  const storage = {
    head: ({ key }: { key: string }) => Promise.resolve({ bytes: content(key).length }),
    read: ({ key }: { key: string }, { range }: { range?: { start: number; end: number } } = {}) =>
      Promise.resolve(Buffer.from(content(key).subarray(range?.start, (range?.end ?? 1e9) + 1))),
  } as unknown as Storage;
  const source = { bucket: 'any', key: 'raster' };
  const reference = { kind: 'RASTER', source, crs: null, within } as const;
  const opened = await openReference(storage, reference, signal);
  const pairs: { query: Grey; view: Grey }[] = [];
  const registration: Registration = {
    register(query, view) {
      pairs.push({ query, view });
      return Promise.resolve(null);
    },
  };
  const limits = { maxBytes: 1e9, maxPixels: 1e9 };
  const measure = createRasterMeasurer(opened, reference, { storage, registration, limits, signal });
  const [lon, lat] = opened.toLonLat([6400, 6400]);
  const { image } = flightOf([{ x: 0, y: 0, z: 0 }])[0]!;
  await measure({ ...image, lon, lat, width: wide, height: high, groundSamplingDistance: fine }, 1);
  const [{ query, view }] = pairs as [(typeof pairs)[0]];
  /** Metres of ground along the longer side of the image, and of what is searched. */
  const ground = { image: wide * fine, view: Math.hypot(wide, high) * fine + 2 * within };
  const detail = ground.image / query.width;
  return { view, across: (view.width * detail) / ground.view, down: (view.height * detail) / ground.view };
}

test.each([
  // 200 m of ground in 900 pixels are 0.22 m, of which the raster has no overview.
  ['a raster somewhat finer than what is compared', utm],
  ['one whose pixels are no squares on the ground', degrees],
])('%s: no more than fits, at the detail of the image, as wide as high', async (_what, tags) => {
  const { view, across, down } = await compared(tags);
  expect(view.width * view.height).toBeLessThanOrEqual(maxRegistrationPixels);
  // What is at most 5 % finer is left as it is.
  for (const share of [across, down]) {
    expect(share).toBeGreaterThan(0.97);
    expect(share).toBeLessThan(1.07);
  }
});
