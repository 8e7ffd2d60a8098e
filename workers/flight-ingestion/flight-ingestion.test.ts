import { expect, test } from 'vitest';
import { flightImageFile, northward, plainImageFile, type FlightShot } from '../../test/fixtures/flight-images.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';
import { fromJsonLines } from '../kit/json-lines.ts';
import { flightImage, isUsable } from './manifest.ts';

const stack = useStack({ env: { TASK_QUEUES: 'imaging' } });
let flights = 0;

/** Puts files into a folder of their own, and says where. */
async function folderOf(files: Readonly<Record<string, Buffer>>) {
  const { bucket } = stack.settings.storage;
  const prefix = `flights/${++flights}/`;
  await Promise.all(
    Object.entries(files).map(([name, bytes]) =>
      stack.storage.write({ bucket, key: `${prefix}${name}` }, bytes, { contentType: 'image/jpeg' }),
    ),
  );
  return { bucket, prefix };
}

const nameOf = (n: number) => `DJI_${String(n + 1).padStart(4, '0')}.JPG`;

const filesOf = async (shots: readonly FlightShot[]) =>
  Object.fromEntries(
    await Promise.all(shots.map(async (shot, n) => [nameOf(n), await flightImageFile(shot)] as const)),
  );

interface Result {
  images: number;
  problemCounts: { code: string; images: number }[];
  problems: { key: string; code: string; message: string }[];
  manifest: { bucket: string; key: string };
  map: { bucket: string; key: string };
  [more: string]: unknown;
}

async function ingest(input: Record<string, unknown>) {
  const state = await (await stack.start('flightIngestion', input)).end();
  expect(state, JSON.stringify(state.failure)).toMatchObject({ status: 'COMPLETED' });
  const result = state.resultJson as unknown as Result;
  const manifest = fromJsonLines(flightImage, await stack.storage.read(result.manifest));
  const map = JSON.parse((await stack.storage.read(result.map)).toString()) as { features: Feature[] };
  const codes = (name: string) =>
    manifest.find(({ key }) => key.endsWith(`/${name}`))!.problems.map((problem) => problem.code);
  return { result, manifest, map, codes };
}

interface Feature {
  geometry: { type: string; coordinates: unknown };
  properties: { kind: string };
}

test('a flight becomes a manifest, a line, footprints and numbers', async () => {
  const shots = northward(12).map((shot) => ({
    ...shot,
    dji: {
      GpsLatitude: shot.lat.toFixed(9),
      GpsLongitude: shot.lon.toFixed(9),
      AbsoluteAltitude: '+120.00',
      RelativeAltitude: '+80.00',
      AltitudeType: 'RtkAlt',
      GimbalYawDegree: '+0.00',
      GimbalPitchDegree: '-90.00',
      GimbalRollDegree: '+0.00',
      FlightYawDegree: '+1.00',
      FlightPitchDegree: '-4.00',
      FlightRollDegree: '+0.50',
      RtkFlag: 50,
      RtkStdLon: 0.011,
      RtkStdLat: 0.012,
      RtkStdHgt: 0.025,
    },
  }));
  const prefix = await folderOf({ ...(await filesOf(shots)), 'base.obs': Buffer.from('no image, by its name') });
  const { result, manifest, map } = await ingest({ prefix });
  expect(result).toMatchObject({ images: 12, usable: 12, footprints: 12, otherObjects: 1, problems: [], flights: 1 });
  expect(result).toMatchObject({ rtkFixed: 12, groundHeight: 40, firstTakenAt: '2026-05-01T10:00:00+02:00' });
  expect(result['lengthMetres']).toBeCloseTo(220, 0);
  // f = 24 x 500 / 43.27 px, from 80 m
  const distance = (80 * 43.26661530556787) / 24 / 500;
  expect(result['groundSamplingDistance']).toBeCloseTo(distance, 9);
  expect(result['overlap']).toBeCloseTo(1 - 20 / (300 * distance), 2);
  expect(manifest[3]).toMatchObject({
    format: 'JPEG',
    width: 400,
    height: 300,
    lat: Number(shots[3]!.lat.toFixed(9)),
    positionFrom: 'XMP',
    altitude: 120,
    altitudeReference: 'ELLIPSOID',
    takenAt: '2026-05-01T10:00:06+02:00',
    camera: { make: 'Tempograph', model: 'Survey', serial: 'B1' },
    attitude: { yaw: 0, pitch: -90, roll: 0 },
    flightAttitude: { yaw: 1, pitch: -4, roll: 0.5 },
    rtk: { flag: 50, stdLon: 0.011, stdLat: 0.012, stdHgt: 0.025 },
    footprintFrom: 'ATTITUDE',
  });
  expect(map.features.map(({ properties }) => properties.kind)).toEqual([
    'flightLine',
    ...shots.map(() => 'footprint'),
  ]);
  expect(map.features[0]!.geometry).toMatchObject({ type: 'LineString' });
});

test('bad images are listed with reasons, and stop no other', async () => {
  const shots = northward(30);
  const change = (n: number, by: Partial<FlightShot>) => (shots[n] = { ...shots[n]!, ...by });
  change(2, { lon: 0, lat: 0 });
  change(4, { lon: shots[4]!.lat, lat: shots[4]!.lon });
  change(6, { lat: -shots[6]!.lat });
  change(8, { gpsTags: { GPSAltitude: '0/0' } });
  change(10, { altitude: 400 });
  change(12, { time: '2026:05:01 04:00:24' });
  change(14, { lat: shots[14]!.lat + 0.2 });
  change(16, { gpsTags: { GPSLatitude: '0/0 0/1 0/1' } });
  change(18, { gpsTags: { GPSLatitude: null, GPSLongitude: null } });
  change(20, { lon: 100 });
  change(28, { offset: undefined, time: '0000:00:00 00:00:00' });
  const files = await filesOf(shots);
  delete files[nameOf(24)]; // a gap of two, which leaves 40 % of 300 px at 0.29 m
  delete files[nameOf(25)];
  const good = files[nameOf(1)]!;
  Object.assign(files, {
    'again.JPG': good,
    [nameOf(22)]: files[nameOf(22)]!.subarray(0, -40),
    'cut-header.jpg': good.subarray(0, 300),
    'empty.jpg': Buffer.alloc(0),
    'plain.jpg': await plainImageFile(),
    'text.jpg': Buffer.from('This is not an image.'),
  });
  const { result, manifest, codes } = await ingest({ prefix: await folderOf(files), groundHeight: 40 });
  const found = Object.fromEntries(
    Object.keys(files)
      .map((name) => [name, codes(name)])
      .filter(([, list]) => list!.length > 0),
  );
  expect(found).toEqual({
    [nameOf(2)]: ['ZERO_POSITION'],
    [nameOf(4)]: ['SWAPPED_POSITION'],
    [nameOf(6)]: ['WRONG_HEMISPHERE'],
    [nameOf(8)]: ['INVALID_ALTITUDE', 'NO_FOOTPRINT'],
    [nameOf(10)]: ['ALTITUDE_OUTLIER'],
    [nameOf(12)]: ['CLOCK_JUMP'],
    [nameOf(14)]: ['IMPOSSIBLE_SPEED'],
    [nameOf(16)]: ['INVALID_POSITION'],
    [nameOf(18)]: ['NO_POSITION'],
    [nameOf(20)]: ['FAR_AWAY'],
    [nameOf(26)]: ['LOW_OVERLAP'],
    [nameOf(28)]: ['NO_TIME'],
    'again.JPG': ['DUPLICATE'],
    [nameOf(22)]: ['TRUNCATED'],
    'cut-header.jpg': ['TRUNCATED'],
    'empty.jpg': ['UNREADABLE'],
    'plain.jpg': ['NO_EXIF'],
    'text.jpg': ['UNREADABLE'],
  });
  expect(result.images).toBe(33);
  expect(result['usable']).toBe(manifest.filter(isUsable).length);
  for (const { message } of result.problems) expect(message).toMatch(/^[A-Zl].{10,}\.$/);
});

test('the history of a completed run replays', async () => {
  const run = await stack.start('flightIngestion', { prefix: await folderOf(await filesOf(northward(1))) });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { images: 1, usable: 1 } });
  await keepHistory(stack, run, 'completed');
});

test('the history of a failed run replays', async () => {
  const { bucket } = stack.settings.storage;
  const run = await stack.start('flightIngestion', { prefix: { bucket, prefix: 'nothing/' } });
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'NO_IMAGES' } });
  await keepHistory(stack, run, 'failed');
});

test('the history of a cancelled run replays, and leaves no intermediate object', async () => {
  const prefix = await folderOf(await filesOf(northward(20)));
  await stack.worker.stop('SIGTERM'); // so that it is cancelled before it is done
  const run = await stack.start('flightIngestion', { prefix });
  await run.cancel();
  await stack.startWorker();
  expect(await run.end()).toMatchObject({ status: 'CANCELED' });
  await keepHistory(stack, run, 'cancelled');
  const { workBucket } = stack.storage;
  await waitFor('clean-up', async () => {
    for await (const page of stack.storage.list({ bucket: workBucket, prefix: 'work/' }))
      if (page.length > 0) return false;
    return true;
  });
});
