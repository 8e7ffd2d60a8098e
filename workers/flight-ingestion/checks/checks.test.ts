import { expect, test } from 'vitest';
import { checkFlight } from '../check-flight.ts';
import { flightImage, isUsable, type FlightImage } from '../manifest.ts';
import { longestRise } from './longest-rise.ts';
import { median } from './median.ts';

const settings = { maximumSpeed: 30, minimumOverlap: 0.6 };
const blank: FlightImage = {
  bucket: 'flights',
  key: '',
  etag: '',
  bytes: 5_000_000,
  sha256: '',
  hashedBytes: 131_072,
  format: 'JPEG',
  width: 4000,
  height: 3000,
  orientation: 1,
  lon: 3.7,
  lat: 51.05,
  positionFrom: 'EXIF',
  altitude: 120,
  altitudeReference: 'SEA_LEVEL',
  heightAboveTakeOff: 80,
  heightAboveGround: null,
  takenAt: null,
  gpsTime: null,
  localTime: null,
  groundSamplingDistance: null,
  footprint: null,
  footprintFrom: null,
  attitude: { yaw: 0, pitch: -90, roll: 0 },
  flightAttitude: null,
  camera: { make: 'Tempograph', model: 'Survey', serial: 'B1' },
  focalLengthMm: 8.8,
  focalLength35Mm: 24,
  focalLengthPx: 2800,
  rtk: null,
  problems: [],
};

const start = Date.UTC(2026, 4, 1, 10);

/** Images from south to north, one each two seconds and 12 m; `change` makes of the nth what it returns. */
function flight(count: number, change: (n: number) => Partial<FlightImage> = () => ({})): FlightImage[] {
  return Array.from({ length: count }, (_image, n) => ({
    ...blank,
    key: `a/IMG_${n + 1}.jpg`,
    etag: `etag ${n}`,
    sha256: `hash ${n}`,
    lat: 51.05 + (n * 12) / 111_250,
    localTime: timeAt(n * 2),
    problems: [],
    ...change(n),
  }));
}

const timeAt = (seconds: number) => new Date(start + seconds * 1000).toISOString().slice(0, 19);
const off = (n: number) => ({ lat: 51.05 + (n * 12) / 111_250 + 0.05 });
const gpsTime = (n: number) => new Date(start + n * 2000 - 7_200_000).toISOString();
const jump = (n: number) => ({ gpsTime: gpsTime(n), localTime: timeAt(n * 2 + (n >= 15 ? 3600 : 0)) });
const steady = (n: number) => ({ altitude: 120 + (n % 2) * 0.1 + (n === 5 ? 3 : 0) });
const wild = (n: number) => ({ altitude: 120 + n + (n === 5 ? 60 : 0) });
const gap = (n: number) => ({ lat: 51.05 + ((n + (n > 5 ? 3 : 0)) * 12) / 111_250, localTime: timeAt(n * 10) });
const inLines = (n: number) => {
  const [line, at] = [Math.floor(n / 6), n % 6];
  return {
    lat: 51.05 + ((line % 2 ? 5 - at : at) * 12) / 111_250,
    lon: 3.7 + line * 0.001,
    localTime: timeAt(n * 5),
  };
};
const across = (n: number) => ({ lat: 10, lon: n < 5 ? 179.9999 - (4 - n) / 10_000 : -180 + (n - 5) / 10_000 });

const codes = (images: readonly FlightImage[]) =>
  Object.fromEntries(
    images.flatMap(({ problems }, n) => (problems.length > 0 ? [[n, problems.map(({ code }) => code)]] : [])),
  );
const checked = (images: FlightImage[], more = {}) => {
  const found = checkFlight(images, { ...settings, ...more });
  for (const image of images) expect(flightImage.safeParse(image).error).toBeUndefined();
  return { ...found, codes: codes(images) };
};

test('a clean flight has no problems, and its names are in order of their numbers', () => {
  const images = flight(12);
  const { codes: found, lines, groundHeight, overlap } = checked(images.toSorted((a, b) => (a.key < b.key ? -1 : 1)));
  expect(found).toEqual({});
  expect(lines[0]!.images.map(({ key }) => key)).toEqual(images.map(({ key }) => key));
  expect(groundHeight).toBe(40);
  expect(overlap).toBeCloseTo(1 - 12 / ((3000 * 80) / 2800), 3);
});

test('of positions that cannot be flown, the fewest are not believed, one or several in a row', () => {
  expect(checked(flight(20, (n) => (n === 7 ? off(n) : {}))).codes).toEqual({ 7: ['IMPOSSIBLE_SPEED'] });
  expect(checked(flight(20, (n) => (n === 0 ? off(n) : {}))).codes).toEqual({ 0: ['IMPOSSIBLE_SPEED'] });
  const row = checked(flight(20, (n) => (n > 4 && n < 8 ? off(n) : {}))).codes;
  expect(row).toEqual({ 5: ['IMPOSSIBLE_SPEED'], 6: ['IMPOSSIBLE_SPEED'], 7: ['IMPOSSIBLE_SPEED'] });
});

test('two drones in the air at a time are two lines', () => {
  const north = flight(10);
  const south = flight(10, (n) => ({ key: `b/IMG_${n}.jpg`, etag: `b${n}`, sha256: `b${n}`, lat: 51.1 + n / 10_000 }));
  const { codes: found, lines } = checked([...north, ...south]);
  expect(found).toEqual({});
  expect(lines.map(({ folder }) => folder)).toEqual(['flights/a/', 'flights/b/']);
});

test('clocks are off against GPS time, or against the order of names when nearly all keep it', () => {
  expect(Object.keys(checked(flight(20, jump)).codes)).toEqual(['15', '16', '17', '18', '19']);
  const back = checked(flight(20, (n) => (n === 8 ? { localTime: '2000-01-01T00:00:00' } : {})));
  expect(back.codes).toEqual({ 8: ['CLOCK_JUMP'] });
  expect(back.lines[0]!.images[8]!.key, 'it stays where its name says').toBe('a/IMG_9.jpg');
  const shuffled = flight(20, (n) => ({ key: `a/${(n * 7) % 20}.jpg` }));
  expect(checked(shuffled).codes).toEqual({});
});

test('altitudes are outliers by their median deviation, of at least 3.5 m', () => {
  expect(checked(flight(20, steady)).codes).toEqual({});
  expect(checked(flight(20, wild)).codes).toEqual({ 5: ['ALTITUDE_OUTLIER'] });
});

test('a gap on a line is told, a turn to the next line is not', () => {
  expect(checked(flight(12, gap)).codes).toEqual({ 6: ['LOW_OVERLAP'] });
  expect(checked(flight(24, inLines)).codes).toEqual({});
});

test('without a height above ground there is no footprint, and a given one counts more than that of the take-off', () => {
  const none = checked(flight(3, () => ({ heightAboveTakeOff: null })));
  expect(none.codes).toEqual({ 0: ['NO_FOOTPRINT'], 1: ['NO_FOOTPRINT'], 2: ['NO_FOOTPRINT'] });
  const images = flight(3);
  checked(images, { groundHeight: 20 });
  expect(images[0]!.groundSamplingDistance).toBeCloseTo(100 / 2800, 12);
  expect(checked(flight(1), { groundHeight: 130 }).codes).toEqual({ 0: ['NO_FOOTPRINT'] });
  expect(isUsable(images[0]!)).toBe(true);
});

test('positions around the date line are near each other', () => {
  expect(checked(flight(10, across)).codes).toEqual({});
});

test('the middle, and the longest rise', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, NaN]);
  expect([...longestRise([1, 9, 2, 3, 3, 0, 4])].toSorted((a, b) => a - b)).toEqual([0, 2, 3, 4, 6]);
  expect(longestRise([]).size).toBe(0);
});
