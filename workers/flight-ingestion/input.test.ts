import { expect, test } from 'vitest';
import { flightImageFile, northward, type FlightShot } from '../../test/fixtures/flight-images.ts';
import { useStack } from '../../test/stack.ts';
import { fromJsonLines } from '../kit/json-lines.ts';
import { flightImage } from './manifest.ts';

const stack = useStack({ env: { TASK_QUEUES: 'imaging' } });
let folders = 0;

async function put(shots: readonly FlightShot[], fileOf: (shot: FlightShot) => Promise<Buffer> = flightImageFile) {
  const { bucket } = stack.settings.storage;
  const prefix = `input/${++folders}/`;
  const keys = shots.map((_shot, n) => `${prefix}IMG_${n + 1}.jpg`);
  await Promise.all(
    shots.map(async (shot, n) =>
      stack.storage.write({ bucket, key: keys[n]! }, await fileOf(shot), { contentType: 'image/jpeg' }),
    ),
  );
  return { prefix: { bucket, prefix }, keys, bucket };
}

const end = async (input: Record<string, unknown>) => (await stack.start('flightIngestion', input)).end();
type Result = { manifest: { bucket: string; key: string } } & Record<string, unknown>;
const manifestOf = async ({ resultJson }: { resultJson: unknown }) =>
  fromJsonLines(flightImage, await stack.storage.read((resultJson as Result).manifest));

test('images that are named one by one are taken, and those that are not there are told', async () => {
  const { keys, bucket } = await put(northward(2));
  const images = [...keys, 'input/none.jpg'].map((key) => ({ bucket, key }));
  const state = await end({ images, destination: { bucket, prefix: 'out/named-' } });
  expect(state).toMatchObject({
    status: 'COMPLETED',
    resultJson: {
      images: 3,
      usable: 2,
      manifest: { key: 'out/named-manifest.jsonl' },
      map: { key: 'out/named-flight.geojson' },
    },
  });
  expect((await manifestOf(state)).map(({ problems }) => problems[0]?.code)).toEqual([
    'NO_FOOTPRINT',
    'NO_FOOTPRINT',
    'CHANGED',
  ]);
});

test('a flight whose positions are all exchanged is found by where it was', async () => {
  const swapped = northward(4).map((shot) => ({ ...shot, lon: shot.lat, lat: shot.lon }));
  const { prefix } = await put(swapped);
  const alone = await end({ prefix });
  expect(alone).toMatchObject({ resultJson: { usable: 4 } });
  const told = await end({ prefix, near: { lon: 3.5, lat: 51 } });
  expect(told).toMatchObject({
    resultJson: { usable: 0, bounds: null, problemCounts: [{ code: 'SWAPPED_POSITION', images: 4 }] },
  });
});

test('what no attitude says, the course does; and one image alone has a point', async () => {
  const { prefix, keys, bucket } = await put(northward(3));
  const state = await end({ prefix, groundHeight: 40 });
  expect((await manifestOf(state)).map(({ footprintFrom }) => footprintFrom)).toEqual(['COURSE', 'COURSE', 'COURSE']);
  const alone = await end({ images: [{ bucket, key: keys[0] }], groundHeight: 40 });
  expect(alone).toMatchObject({
    status: 'COMPLETED',
    resultJson: { images: 1, usable: 1, footprints: 0, flights: 1, lengthMetres: 0, overlap: null },
  });
});

test('a long file is read by its head; its end only when it is suspiciously small', async () => {
  const noise = (await import('node:crypto')).randomBytes(400_000);
  for (let n = 0; n < noise.length; n++) if (noise[n] === 0xff) noise[n] = 0;
  // Pixels are not looked at, so that any bytes will do: behind the header, before the end.
  const long = async (shot: FlightShot) => {
    const file = await flightImageFile(shot);
    return Buffer.concat([file.subarray(0, -2), noise, file.subarray(-2)]);
  };
  const { prefix, keys, bucket } = await put(northward(5), long);
  const cut = (await stack.storage.read({ bucket, key: keys[2]! })).subarray(0, 200_000);
  await stack.storage.write({ bucket, key: keys[2]! }, cut, { contentType: 'image/jpeg' });
  const manifest = await manifestOf(await end({ prefix, groundHeight: 40 }));
  expect(manifest.map(({ problems }) => problems.map(({ code }) => code))).toEqual([[], [], ['TRUNCATED'], [], []]);
  for (const { hashedBytes, bytes } of manifest) expect([hashedBytes, bytes > 131_072]).toEqual([131_072, true]);
});

test('what cannot be taken in says what to do', async () => {
  const { bucket } = stack.settings.storage;
  const nothing = await end({ prefix: { bucket, prefix: 'nothing/' } });
  expect(nothing).toMatchObject({ status: 'FAILED', failure: { code: 'NO_IMAGES' } });
  await stack.storage.write({ bucket, key: 'others/a.txt' }, Buffer.from('a'), { contentType: 'text/plain' });
  const others = await end({ prefix: { bucket, prefix: 'others/' } });
  expect(others.failure).toMatchObject({
    code: 'NO_IMAGES',
    message: expect.stringContaining('Of 1 objects none has the name of an image') as string,
  });
  const { prefix } = await put(northward(1));
  const refused = await end({ prefix, destination: { bucket, prefix: 'work/' } });
  expect(refused).toMatchObject({ status: 'FAILED', failure: { code: 'DESTINATION_NOT_ALLOWED' } });
  const foreign = await end({ prefix: { bucket: 'elsewhere', prefix: '' }, destination: prefix });
  expect(foreign).toMatchObject({ status: 'FAILED', failure: { code: 'BUCKET_NOT_ALLOWED' } });
  await expect(stack.start('flightIngestion', {})).rejects.toThrow(/Name a prefix or images/);
  await expect(stack.start('flightIngestion', { prefix, groundHeight: 1e9 })).rejects.toThrow(/groundHeight/);
});
