import { expect, test } from 'vitest';
import { flightImageFile, northward, type FlightShot } from '../../../test/fixtures/flight-images.ts';
import { flightTiffFile } from '../../../test/fixtures/flight-tiff.ts';
import { flightImage } from '../manifest.ts';
import { readImage } from './read-image.ts';

/** The line of the manifest for a file with these bytes, and how many bytes were read of it, each time. */
async function read(file: Buffer) {
  const reads: number[] = [];
  const storage = {
    async read(_place: object, { range }: { range?: { start: number; end: number } } = {}) {
      const bytes = range ? file.subarray(range.start, range.end + 1) : file;
      reads.push(bytes.length);
      return Promise.resolve(Buffer.from(Uint8Array.from(bytes).buffer));
    },
  };
  const listed = { bucket: 'b', key: 'flight/1.jpg', bytes: file.length, etag: 'e' };
  const image = await readImage(storage, listed, {
    sensorWidthMm: undefined,
    isSmall: false,
    oneAtATime: (work) => work(),
    signal: new AbortController().signal,
  });
  return { image: flightImage.parse(image), reads };
}
const codes = async (file: Buffer) => (await read(file)).image.problems.map(({ code }) => code);

const [plain] = northward(1) as [FlightShot];
const said = { format: 'TIFF', width: 4000, height: 3000, lat: 51.05, altitude: 120.5 };

test.each([false, true])('a TIFF says where, when and how high, in either order of bytes: %s', async (bigEndian) => {
  const { image } = await read(flightTiffFile({ bigEndian }));
  expect(image).toMatchObject({ ...said, takenAt: '2026-05-01T10:00:00+02:00', problems: [] });
  expect(image.lon).toBeCloseTo(-3.7, 9);
});

test('a TIFF with its directories behind its pixels is read whole, and a long one with them before is not', async () => {
  const behind = flightTiffFile({ pixels: 300_000 });
  expect(await read(behind)).toMatchObject({ image: said, reads: [131_072, behind.length] });
  const before = Buffer.concat([flightTiffFile(), Buffer.alloc(300_000)]);
  expect(await read(before)).toMatchObject({ image: { ...said, hashedBytes: 131_072 }, reads: [131_072] });
});

test('a HEIC says where it was taken, as other files in boxes do', async () => {
  const file = await flightImageFile({ ...plain, lon: -3.7 }, 'avif');
  file.write('heic', file.indexOf('ftypavif') + 4); // the boxes are the same, and pixels are not looked at
  const { image } = await read(file);
  expect(image).toMatchObject({ format: 'HEIF', width: 400, problems: [] });
  expect(image.lon).toBeCloseTo(-3.7, 9);
});

test('files that are cut off are told, whatever their format', async () => {
  for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
    const file = await flightImageFile(plain, format);
    for (const share of [0.5, 0.9]) {
      const found = await codes(file.subarray(0, file.length * share));
      expect(['TRUNCATED', 'UNREADABLE'], `${format} at ${share}`).toContain(found[0]);
    }
  }
  const tiff = flightTiffFile({ pixels: 1000 });
  expect(await codes(tiff.subarray(0, 900)), 'without its directories').toEqual(['TRUNCATED']);
});

test('counts, offsets and numbers that are absurd end up as problems, never as an error or as no line', async () => {
  const dji = { AbsoluteAltitude: '1e400', RelativeAltitude: '-1e300', GimbalYawDegree: '1e9', RtkFlag: '1e99' };
  const strange = await flightImageFile({
    ...plain,
    dji,
    exif: { FocalLength: '4294967295/1', FocalLengthIn35mmFilm: '65535', BodySerialNumber: 'x'.repeat(5000) },
    gpsTags: { GPSDateStamp: '2026:05:01', GPSTimeStamp: '4294967295/1 0/1 0/1', GPSAltitude: '4294967295/1' },
  });
  const { image } = await read(strange);
  expect(image).toMatchObject({ gpsTime: null, attitude: null, heightAboveTakeOff: null, altitude: null });
  expect(image.problems.map(({ code }) => code)).toEqual(['INVALID_ALTITUDE']);

  const good = await flightImageFile({ ...plain, dji: { GpsLatitude: 51, GpsLongitude: 3.7 } });
  const tiff = flightTiffFile();
  let state = 7;
  const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  for (let n = 0; n < 600; n++) {
    const file = Buffer.from(n % 2 === 0 ? good : tiff);
    const at = random(Math.min(file.length - 4, 1500));
    file.writeUInt32LE([0xffff_ffff, 0x7fff_ffff, 0, 0x1000_0000 + random(1000)][random(4)]!, at);
    await read(file);
  }
});
