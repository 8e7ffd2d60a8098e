import * as z from 'zod';

/** What can be wrong with an image of a flight, and what is meant by it. */
export const imageProblems = {
  UNREADABLE: 'It is not an image of a known format, or its header is damaged.',
  TRUNCATED: 'The file ends before the image does.',
  CHANGED: 'It was changed or removed after it was listed.',
  DUPLICATE: 'Another image of the flight has the same content.',
  NO_EXIF: 'It has neither EXIF nor XMP.',
  NO_POSITION: 'It has no GPS position.',
  ZERO_POSITION: 'Its position is 0, 0: the receiver had no fix.',
  INVALID_POSITION: 'Its position is not a number, or not on Earth.',
  SWAPPED_POSITION: 'Its latitude and longitude are exchanged.',
  WRONG_HEMISPHERE: 'Its position has the wrong sign, or none: north for south, or east for west.',
  FAR_AWAY: 'It is far away from where the others were taken.',
  NO_TIME: 'It has no time.',
  NO_TIME_OFFSET: 'Its time has no offset from UTC, and no GPS time tells it.',
  CLOCK_JUMP: 'Its clock is off: against the order of the files, or against GPS time.',
  IMPOSSIBLE_SPEED: 'Nothing flies from the image before to this one in that time.',
  NO_ALTITUDE: 'It has no altitude.',
  INVALID_ALTITUDE: 'Its altitude is not a number, or not of this world.',
  ALTITUDE_OUTLIER: 'Its altitude is far off those of the others.',
  NO_FOOTPRINT: 'What it shows of the ground cannot be computed.',
  LOW_OVERLAP: 'It overlaps the image before on its line by too little.',
} as const;

/** Problems with which a position, or the image itself, cannot be relied on. */
const disqualifying: ReadonlySet<string> = new Set([
  'UNREADABLE',
  'TRUNCATED',
  'CHANGED',
  'DUPLICATE',
  'NO_EXIF',
  'NO_POSITION',
  'ZERO_POSITION',
  'INVALID_POSITION',
  'SWAPPED_POSITION',
  'WRONG_HEMISPHERE',
  'FAR_AWAY',
  'IMPOSSIBLE_SPEED',
] satisfies (keyof typeof imageProblems)[]);

export const imageProblem = z.object({
  code: z.enum(Object.keys(imageProblems) as [keyof typeof imageProblems]).describe('What is wrong.'),
  message: z.string().max(500).describe('In a sentence.'),
});
export type ImageProblem = z.output<typeof imageProblem>;

const degrees = z.number().min(-360).max(360);
const metres = z.number();
const text = z.string().max(200);

/**
 * One image of a flight: a line of the manifest. Numbers are finite, as zod's are; null is what the file does not say or says
 * unusably. A position is as the file says it, also when a problem says that it is wrong: rely on it only when
 * `isUsable` says so.
 */
export const flightImage = z.object({
  bucket: z.string(),
  key: z.string().describe('The object, with `bucket`.'),
  etag: z.string().describe('The version that was read. With `bytes` it stands for the whole content.'),
  bytes: z.int().nonnegative().describe('Size of the whole file.'),
  sha256: z.string().describe('In hex, of the first `hashedBytes` bytes of the file, which is what was read.'),
  hashedBytes: z.int().nonnegative(),
  format: z.enum(['JPEG', 'TIFF', 'PNG', 'WEBP', 'HEIF', 'AVIF']).nullable().describe('By content.'),
  width: z.int().positive().nullable().describe('Pixels as stored, before any EXIF orientation.'),
  height: z.int().positive().nullable(),
  orientation: z.int().min(1).max(8).nullable().describe('Of EXIF.'),
  lon: z.number().nullable().describe('Degrees, WGS 84, east is positive.'),
  lat: z.number().nullable().describe('Degrees, WGS 84, north is positive.'),
  positionFrom: z.enum(['EXIF', 'XMP']).nullable().describe('XMP has more digits, and is taken where it is.'),
  altitude: metres.nullable().describe('Metres above what `altitudeReference` names.'),
  altitudeReference: z
    .enum(['ELLIPSOID', 'SEA_LEVEL'])
    .nullable()
    .describe('WGS 84 ellipsoid, or mean sea level by whatever geoid the camera uses.'),
  heightAboveTakeOff: metres.nullable().describe('Metres.'),
  heightAboveGround: metres.nullable().describe('Metres above the flat ground that the footprint is on.'),
  takenAt: z.iso.datetime({ offset: true }).nullable().describe('With its offset from UTC.'),
  gpsTime: z.iso.datetime().nullable().describe('What the GPS receiver said, in UTC; to the second as a rule.'),
  localTime: z.iso.datetime({ local: true }).nullable().describe("As the camera's clock says, without offset."),
  groundSamplingDistance: z.number().positive().nullable().describe('Metres a pixel, in the middle of the image.'),
  footprint: z
    .array(z.tuple([degrees, degrees]))
    .min(4)
    .max(16)
    .nullable()
    .describe(
      'Ring of lon and lat, counter-clockwise and closed. Across 180° east it goes on, above 180 or below -180.',
    ),
  footprintFrom: z
    .enum(['ATTITUDE', 'COURSE'])
    .nullable()
    .describe('COURSE: no attitude is known; it is taken to look straight down, its top in the direction of flight.'),
  attitude: z
    .object({
      yaw: degrees.describe('Degrees clockwise from north: where the top of an image that looks down points.'),
      pitch: degrees.describe('Degrees above the horizon; -90 looks straight down.'),
      roll: degrees.describe('Degrees around where it looks, right side down is positive.'),
    })
    .nullable()
    .describe('Of the camera.'),
  flightAttitude: z
    .object({ yaw: degrees, pitch: degrees, roll: degrees })
    .nullable()
    .describe('Of the aircraft: 0, 0 is level.'),
  camera: z.object({ make: text.nullable(), model: text.nullable(), serial: text.nullable() }).nullable(),
  focalLengthMm: z.number().positive().nullable(),
  focalLength35Mm: z.number().positive().nullable().describe('Equivalent of 35 mm film.'),
  focalLengthPx: z
    .number()
    .positive()
    .nullable()
    .describe('In pixels: what footprint and ground sampling are made of.'),
  rtk: z
    .object({
      flag: z.int().nullable().describe('Of DJI: 0 none, 16 single, 34 float, 50 fixed.'),
      stdLon: metres.nullable().describe('Standard deviation in metres.'),
      stdLat: metres.nullable(),
      stdHgt: metres.nullable(),
    })
    .nullable(),
  problems: z.array(imageProblem).max(Object.keys(imageProblems).length),
});
export type FlightImage = z.output<typeof flightImage>;

/** Whether there is a position, and no problem says that it is not to be relied on. */
export const isUsable = ({ lon, lat, problems }: Pick<FlightImage, 'lon' | 'lat' | 'problems'>) =>
  lon !== null && lat !== null && !problems.some(({ code }) => disqualifying.has(code));
