import { expect, test } from 'vitest';
import { flightImageFile, northward, plainImageFile, type FlightShot } from '../../../test/fixtures/flight-images.ts';
import { readHeader } from './read-header.ts';

const [plain] = northward(1) as [FlightShot];
const headerOf = async (shot: Partial<FlightShot>, format?: 'jpeg' | 'png' | 'webp' | 'avif') =>
  readHeader(await flightImageFile({ ...plain, ...shot }, format), undefined);
const codesOf = ({ problems }: { problems: { code: string }[] }) => problems.map(({ code }) => code);

test.each(['jpeg', 'png', 'webp', 'avif'] as const)('%s files say where, when and how high', async (format) => {
  const header = await headerOf({ lon: -68.303, lat: -54.8019, altitude: -3.25 }, format);
  expect(header).toMatchObject({
    format: format.toUpperCase(),
    width: 400,
    height: 300,
    altitude: -3.25,
    altitudeReference: 'SEA_LEVEL',
    takenAt: '2026-05-01T10:00:00+02:00',
    problems: [],
  });
  expect(header.lon).toBeCloseTo(-68.303, 9);
  expect(header.lat).toBeCloseTo(-54.8019, 9);
});

test('time has the offset that the file says, or that GPS time tells, or none', async () => {
  const gps = { date: '2026:05:01', time: [4, 30, 1] as [number, number, number] };
  expect(await headerOf({ offset: '-09:30', subSeconds: '250' })).toMatchObject({
    takenAt: '2026-05-01T10:00:00.250-09:30',
    localTime: '2026-05-01T10:00:00.250',
  });
  const derived = await headerOf({ offset: undefined, gps });
  expect(derived).toMatchObject({ takenAt: '2026-05-01T10:00:00+05:30', gpsTime: '2026-05-01T04:30:01.000Z' });
  const none = await headerOf({ offset: undefined });
  expect(none).toMatchObject({ takenAt: null, localTime: '2026-05-01T10:00:00' });
  expect(codesOf(none)).toEqual(['NO_TIME_OFFSET']);
  const odd = { date: '2026:05:01', time: [4, 38, 0] as [number, number, number] };
  expect(codesOf(await headerOf({ offset: undefined, gps: odd }))).toEqual(['NO_TIME_OFFSET']);
  for (const time of ['0000:00:00 00:00:00', '2026:04:31 10:00:00', 'yesterday']) {
    expect(await headerOf({ time })).toMatchObject({ takenAt: null, localTime: null, problems: [{ code: 'NO_TIME' }] });
  }
});

test('altitude is that of XMP or EXIF, above what they say', async () => {
  const rtk = await headerOf({ dji: { AbsoluteAltitude: '+87.123', RelativeAltitude: '+50.5', RtkFlag: 50 } });
  expect(rtk).toMatchObject({ altitude: 87.123, altitudeReference: 'ELLIPSOID', heightAboveTakeOff: 50.5 });
  const fused = await headerOf({ dji: { AbsoluteAltitude: '87.1', AltitudeType: 'GpsFusionAlt', RtkFlag: 0 } });
  expect(fused).toMatchObject({ altitude: 87.1, altitudeReference: 'SEA_LEVEL' });
  const bad = await headerOf({ dji: { AbsoluteAltitude: 'nan', RelativeAltitude: 'nan' } });
  expect(bad).toMatchObject({ altitude: 120, heightAboveTakeOff: null, problems: [] });
  const none = { GPSAltitude: null, GPSAltitudeRef: null };
  expect(codesOf(await headerOf({ dji: { AbsoluteAltitude: 'nan' }, gpsTags: none }))).toEqual(['INVALID_ALTITUDE']);
  expect(codesOf(await headerOf({ gpsTags: none }))).toEqual(['NO_ALTITUDE']);
  expect(codesOf(await headerOf({ gpsTags: { GPSAltitude: '90000/1' } }))).toEqual(['INVALID_ALTITUDE']);
});

test('positions that are wrong by themselves are told', async () => {
  const codes = async (shot: Partial<FlightShot>) => codesOf(await headerOf(shot));
  expect(await codes({ lon: 0, lat: 0 })).toEqual(['ZERO_POSITION']);
  expect(await codes({ lon: 51, lat: 103 })).toEqual(['SWAPPED_POSITION']);
  expect(await codes({ lon: 200, lat: 10 })).toEqual(['INVALID_POSITION']);
  expect(await codes({ gpsTags: { GPSLongitude: '3/0 0/1 0/1' } })).toEqual(['INVALID_POSITION']);
  expect(await codes({ gpsTags: { GPSLongitudeRef: null } })).toEqual(['WRONG_HEMISPHERE']);
  expect(await codes({ dji: { GpsLatitude: '-51.05', GpsLongitude: '3.7' } })).toEqual(['WRONG_HEMISPHERE']);
  // A receiver that had no fix for XMP, and one for EXIF.
  const zero = await headerOf({ dji: { GpsLatitude: '0.0', GpsLongitude: '0.0' } });
  expect(zero).toMatchObject({ positionFrom: 'EXIF', problems: [] });
  // As older firmware spells it.
  expect(await headerOf({ dji: { GpsLatitude: '51.0500001', GpsLongtitude: '+3.7' } })).toMatchObject({
    lat: 51.0500001,
    positionFrom: 'XMP',
  });
});

const focalLengthOf = async (shot: Partial<FlightShot>, sensorWidthMm?: number) =>
  readHeader(await flightImageFile({ ...plain, ...shot }), sensorWidthMm).focalLengthPx;

test('the focal length in pixels comes from the surest that is known', async () => {
  const plane = { FocalPlaneXResolution: '3000/100', FocalPlaneResolutionUnit: '4' }; // 30 pixels per mm
  const dji = { CalibratedFocalLength: '270.5' };
  expect(await focalLengthOf({})).toBeCloseTo((24 * 500) / Math.hypot(36, 24), 9);
  expect(await focalLengthOf({ exif: plane })).toBeCloseTo(8.8 * 30, 9);
  expect(await focalLengthOf({ exif: plane, dji })).toBe(270.5);
  expect(await focalLengthOf({ exif: plane, dji }, 13.2)).toBeCloseTo((8.8 * 400) / 13.2, 9);
  expect(await focalLengthOf({ exif: { FocalLengthIn35mmFilm: null, FocalLength: null } })).toBeNull();
  expect(await focalLengthOf({ dji: { CalibratedFocalLength: '9e9' } }), 'nonsense is passed over').toBeCloseTo(
    277.35,
    2,
  );
});

test('what is no image, says nothing, or is cut off', async () => {
  expect(codesOf(readHeader(Buffer.from('GIF89a, it says, and lies'), undefined))).toEqual(['UNREADABLE']);
  expect(codesOf(readHeader(await plainImageFile(), undefined))).toEqual(['NO_EXIF']);
  const file = await flightImageFile(plain);
  for (let length = 0; length < Math.min(file.length, 900); length += 7) {
    const header = readHeader(file.subarray(0, length), undefined);
    for (const value of Object.values(header)) if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
  }
});
