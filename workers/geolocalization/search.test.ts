import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inUtm31, tiffOf } from '../../test/fixtures/tiff.ts';
import type { Registered } from '../../src/platform/registration/registered.ts';
import type { Registration } from '../../src/platform/registration/registration.ts';
import type { Storage } from '../../src/platform/storage.ts';
import { planOf } from './plan-of.ts';
import { openReference } from './reference.ts';
import { SearchTooLarge } from './search-area.ts';
import { searchTiles } from './search.ts';

const { signal } = new AbortController();
const origin = { east: 500_000, north: 5_700_000, size: 0.5 };
const block = deflateSync(Buffer.alloc(512 ** 2, 100));

/** A raster of that side, without overviews. */
function referenceOf(side: number) {
  const bytes = tiffOf({ width: side, height: side, tile: 512, compression: 8, block, tags: inUtm31(origin) });
  const read: Storage['read'] = (_, options) =>
    Promise.resolve(Buffer.from(bytes.subarray(options?.range?.start, (options?.range?.end ?? bytes.length) + 1)));
  const version = { bucket: 'any', key: 'any.tif', etag: 'a', bytes: bytes.length };
  return openReference({ read } as Storage, version, { signal });
}

const query = { data: new Uint8Array(100 * 100), width: 100, height: 100 };
const tiles = Array.from({ length: 5 }, (_, at) => ({ x: at * 100, y: 0, width: 200, height: 200, step: 1 }));

/** A registration that agrees on as many points as it is told, and finds what it is told to find. */
function fakeRegistration(inliers: number[], found: (looks: number) => Registered | null = () => null) {
  const looks: string[] = [];
  const registration: Registration = {
    register(_query, _reference, { detectors = [], onAttempt } = {}) {
      looks.push(detectors.join());
      const detector = detectors[0] ?? 'ORB';
      onAttempt?.({ detector, inliers: inliers[looks.length - 1] ?? 0, matches: 10, refused: 'too few' });
      return Promise.resolve(found(looks.length));
    },
  };
  return { registration, looks };
}

test('an attempt looks at no tile that the one before has looked at, and at the most promising again', async () => {
  const { registration, looks } = fakeRegistration([0, 7, 3]);
  const seen: [number, string][] = [];
  const search = await searchTiles(registration, {
    query,
    size: query,
    reference: await referenceOf(1024),
    tiles,
    done: 2,
    signal,
    onTile: ({ x }, { detector }) => void seen.push([x, detector]),
    onAttempt: () => undefined,
  });
  expect(search).toBeNull();
  expect(looks).toEqual(['ORB', 'ORB', 'ORB', 'AKAZE', 'AKAZE', 'AKAZE', 'AKAZE', 'AKAZE']);
  expect(seen.slice(0, 5).map(([x]) => x)).toEqual([200, 300, 400, 300, 400]);
});

test('what is found in a tile is measured again, and is in pixels of the whole reference', async () => {
  const registered: Registered = {
    detector: 'ORB',
    homography: [1, 0, 20, 0, 1, 30, 0, 0, 1],
    inliers: 50,
    matches: 60,
    confidence: 1,
    rmsePx: 0.5,
    error95: { middle: 0.4, corner: 2 },
    residuals: [{ query: [10, 10], reference: [30, 40], dx: 0.1, dy: 0.2 }],
  };
  const { registration, looks } = fakeRegistration([], (count) => (count === 2 ? registered : null));
  const found = await searchTiles(registration, {
    query,
    size: { width: 200, height: 200 },
    reference: await referenceOf(1024),
    tiles,
    done: 0,
    signal,
    onTile: () => undefined,
    onAttempt: () => undefined,
  });
  expect(looks).toEqual(['ORB', 'ORB', '']); // the third, in more detail, finds nothing better
  // The second tile begins at 100; a pixel of the query is two of the image, and 0.5 m.
  expect(found!.homography).toEqual([0.5, 0, 120, 0, 0.5, 30, 0, 0, 1]);
  expect(found!.residuals).toEqual([{ query: [20, 20], reference: [130, 40], dx: 0.1, dy: 0.2 }]);
  expect(found!.centreErrorMetres).toBeCloseTo(0.2, 3);
  expect(found!.cornerErrorMetres).toBeCloseTo(1, 2);
});

test('a huge reference without overviews is too much to search, and a place in it is not', async () => {
  const reference = await referenceOf(200_000);
  const image = { bucket: 'any', key: 'any.png', etag: 'a', bytes: 1, width: 1000, height: 1000 };
  const version = { bucket: 'any', key: 'any.tif', etag: 'a', bytes: 1 };
  const destination = { bucket: 'any', prefix: 'located/' };
  const inspection = { image, reference: version, referenceCrs: 'EPSG:32631', claimed: null, destination };
  expect(() => planOf(reference, { inspection })).toThrow(SearchTooLarge);
  const near = { ...reference.toGround([90_000, 90_000]), radiusMetres: 300 };
  const { tiles: few, limits } = planOf(reference, { inspection, near, groundSamplingDistance: 0.5 });
  expect(few.length).toBeLessThanOrEqual(4);
  expect(limits).toBeNull();
});

test('an image that claims a place for which the reference has no coordinates is looked for all over it', async () => {
  const reference = await referenceOf(1024);
  const image = { bucket: 'any', key: 'any.tif', etag: 'a', bytes: 1, width: 500, height: 500 };
  const version = { bucket: 'any', key: 'any.tif', etag: 'a', bytes: 1 };
  const inspection = {
    image,
    reference: version,
    referenceCrs: 'EPSG:32631',
    destination: { bucket: 'a', prefix: '' },
  };
  for (const transform of [
    { a: 1e-5, b: 0, c: -94, d: 0, e: -1e-5, f: 0 }, // a quarter around Earth from the reference
    { a: 1, b: 0, c: 5_700_000, d: 0, e: -1, f: 500_000 }, // metres, in a system of degrees
  ]) {
    const { tiles: all, area } = planOf(reference, {
      inspection: { ...inspection, claimed: { transform, crs: 'EPSG:4326' } },
    });
    expect(area).toEqual({ x: 0, y: 0, width: 1024, height: 1024 });
    expect(all.length).toBeGreaterThan(0);
  }
});
