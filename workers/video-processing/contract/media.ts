import * as z from 'zod';

const count = z.int32();
const text = z.string();

const ratio = z
  .object({ numerator: z.int().describe('Above.'), denominator: z.int().describe('Below.') })
  .meta({ id: 'Ratio', description: 'A fraction of whole numbers, as containers write rates and time bases.' });

const colour = z
  .object({
    space: text.nullable().describe('Matrix, such as `bt709`.'),
    primaries: text.nullable().describe('Such as `bt709`.'),
    transfer: text.nullable().describe('Such as `bt709`, or `smpte2084` of HDR.'),
    range: text.nullable().describe('`tv` or `pc`.'),
  })
  .meta({
    id: 'VideoColour',
    description: "What the numbers of pixels mean, in ffmpeg's words; null where the video does not say.",
  });

const videoStream = z
  .object({
    index: count.describe('Number of the stream in the file.'),
    codec: text.describe("In ffmpeg's words, such as `h264`."),
    profile: text.nullable().describe('Such as `High`.'),
    codedWidth: count.describe('Pixels as stored.'),
    codedHeight: count.describe('Pixels as stored.'),
    width: count.describe('Pixels as shown: upright, and square.'),
    height: count.describe('Pixels as shown.'),
    rotation: z
      .int32()
      .describe('Degrees clockwise that pictures are turned by to be upright: 0, 90, 180 or 270. Frames come upright.'),
    pixelAspect: ratio.describe('Width of a stored pixel by its height.'),
    averageRate: ratio.nullable().describe('Frames a second, by their number and the duration.'),
    nominalRate: ratio.nullable().describe('Frames a second as the header says; null where it does not, or says 0.'),
    variableRate: z
      .boolean()
      .nullable()
      .describe('Whether frames are shown for different times; null where that is not known.'),
    frames: count.nullable().describe('How many; null where nothing tells.'),
    framesFrom: z
      .enum(['HEADER', 'COUNTED', 'ESTIMATED'])
      .nullable()
      .describe('HEADER: the container says so. COUNTED: each was seen. ESTIMATED: by duration and rate.'),
    timeBase: ratio.describe('Seconds of a tick, in which `pts` of the manifest are.'),
    startPts: z.int().nullable().describe('Ticks of the first frame.'),
    pixelFormat: text.describe('Such as `yuv420p`.'),
    bitDepth: count.describe('Bits of a sample.'),
    colour: colour.describe('What the numbers of pixels mean.'),
    interlaced: z.boolean().nullable().describe('Whether two fields make a frame; null where the video does not say.'),
  })
  .meta({ id: 'VideoStream', description: 'The pictures of a video.' });

const audioStream = z
  .object({
    index: count.describe('Number of the stream in the file.'),
    codec: text.describe("In ffmpeg's words, such as `aac`."),
    channels: count.describe('2 is stereo.'),
    sampleRate: count.describe('Samples a second.'),
    durationSeconds: z.number().nullable().describe('Null where it is not said.'),
  })
  .meta({ id: 'AudioStream', description: 'Sound of a video.' });

/** What is known of a video before it is decoded. */
export const mediaInformation = z
  .object({
    container: text.describe("In ffmpeg's words, such as `matroska,webm`."),
    bytes: z.int().describe('Size of the file.'),
    durationSeconds: z.number().nullable().describe('Null where nothing tells.'),
    bitRate: z.int().nullable().describe('Bits a second of all of it.'),
    video: videoStream.describe('The first stream of pictures that is no cover.'),
    audio: audioStream.nullable().describe('The first stream of sound; null for none.'),
    audioStreams: count.describe('How many.'),
    subtitleStreams: count.describe('How many.'),
    attachments: count.describe('Fonts and covers.'),
    problems: z.array(text).describe('What is broken, each in a sentence.'),
  })
  .meta({ id: 'MediaInformation', description: 'What a video says of itself.' });
