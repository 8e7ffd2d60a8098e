import { createHash } from 'node:crypto';
import { ObjectKeyNotAllowedError } from '../../../src/errors.ts';
import { ObjectChangedError, ObjectNotFoundError, type Storage } from '../../../src/platform/storage.ts';
import { holdsEnd, startOfScan, statedBytes, tailBytes } from '../header/ending.ts';
import { readHeader, type Header } from '../header/read-header.ts';
import type { ListedImage } from '../listed.ts';
import type { FlightImage, ImageProblem } from '../manifest.ts';

interface Options {
  sensorWidthMm: number | undefined;
  /** Whether it is so small beside the others that its end is looked at. */
  isSmall: boolean;
  /** Runs work on whole files one after the other, as several would not fit into memory. */
  oneAtATime: <T>(work: () => Promise<T>) => Promise<T>;
  signal: AbortSignal;
}

/** Where cameras write what they know; DJI's EXIF and XMP take some 40 KB. */
const headBytes = 128 * 1024;
/** The largest file that is read whole, as its format keeps its metadata at the end. */
const mostWhole = 64 * 1024 * 1024;

/** Reads what an image says of itself. What is wrong with it is among the answer; only storage's own failures are thrown. */
export async function readImage(storage: Pick<Storage, 'read'>, listed: ListedImage, options: Options) {
  try {
    return await read(storage, listed, options);
  } catch (error) {
    if (error instanceof ObjectChangedError || error instanceof ObjectNotFoundError) return unread(listed, changed);
    if (error instanceof ObjectKeyNotAllowedError) {
      return unread(listed, { code: 'UNREADABLE', message: error.message });
    }
    throw error;
  }
}

async function read(storage: Pick<Storage, 'read'>, listed: ListedImage, options: Options): Promise<FlightImage> {
  const { bytes, etag } = listed;
  const { signal, sensorWidthMm, isSmall, oneAtATime } = options;
  if (etag === '') return unread(listed, changed);
  if (bytes === 0) return unread(listed, { code: 'UNREADABLE', message: 'It is empty.' });

  let head = await storage.read(listed, { signal, range: { start: 0, end: headBytes - 1 } });
  let header = readHeader(head, sensorWidthMm);
  if (bytes > head.length && bytes <= mostWhole && !isComplete(header, head)) {
    ({ head, header } = await oneAtATime(async () => {
      const whole = await storage.read(listed, { signal });
      return { head: whole, header: readHeader(whole, sensorWidthMm) };
    }));
  }
  const hashed = { sha256: sha256Of(head), hashedBytes: head.length };
  const tail = await tailOf(storage, listed, head, isSmall, signal);
  return { ...nothing, ...listed, ...hashed, ...header, problems: problemsOf(header, head, bytes, tail) };
}

function problemsOf(header: Header, head: Buffer, bytes: number, tail: Buffer | null): ImageProblem[] {
  if (!isCutOff(header, head, bytes, tail)) return header.problems;
  const cut: ImageProblem = { code: 'TRUNCATED', message: 'The file ends before the image does. Copy it again.' };
  return isComplete(header, head) ? [cut, ...header.problems] : [cut]; // what it does not say was in what is missing
}

/** The end of the file: what was read holds it, or it is read when the file is suspiciously small. */
async function tailOf(
  storage: Pick<Storage, 'read'>,
  listed: ListedImage,
  head: Buffer,
  isSmall: boolean,
  signal: AbortSignal,
): Promise<Buffer | null> {
  if (head.length >= listed.bytes) return head.subarray(startOfScan(head) ?? 0);
  if (!isSmall) return null;
  const start = Math.max(head.length, listed.bytes - tailBytes);
  return storage.read(listed, { signal, range: { start, end: listed.bytes - 1 } });
}

function isCutOff({ format }: Header, head: Buffer, bytes: number, tail: Buffer | null): boolean {
  if (format === null) return false; // it is unreadable
  if (format === 'JPEG' && head.length >= bytes && startOfScan(head) === null) return true;
  return statedBytes(format, head) > bytes || (tail !== null && !holdsEnd(format, tail));
}

/** Whether the rest of the file cannot say more. A JPEG keeps all of it before its pixels, others where they like. */
function isComplete({ format, lon }: Header, head: Buffer): boolean {
  if (format === 'JPEG') return startOfScan(head) !== null;
  return format === null ? !isTiff(head) : typeof lon === 'number';
}

/** Without its directory, which may be at the end, nothing else tells a TIFF. */
const isTiff = (head: Buffer) => ['II*\0', 'MM\0*'].includes(head.toString('latin1', 0, 4));

const changed: ImageProblem = {
  code: 'CHANGED',
  message: 'It is not there, or not in the version that was listed. Run again when all are there.',
};

/** All that a file may not say. */
const nothing = {
  format: null,
  width: null,
  height: null,
  orientation: null,
  lon: null,
  lat: null,
  positionFrom: null,
  altitude: null,
  altitudeReference: null,
  heightAboveTakeOff: null,
  heightAboveGround: null,
  takenAt: null,
  gpsTime: null,
  localTime: null,
  groundSamplingDistance: null,
  footprint: null,
  footprintFrom: null,
  attitude: null,
  flightAttitude: null,
  camera: null,
  focalLengthMm: null,
  focalLength35Mm: null,
  focalLengthPx: null,
  rtk: null,
} satisfies Partial<FlightImage>;

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const emptyHash = sha256Of(new Uint8Array());

const unread = (listed: ListedImage, problem: ImageProblem): FlightImage => ({
  ...nothing,
  ...listed,
  sha256: emptyHash,
  hashedBytes: 0,
  problems: [problem],
});
