import * as z from 'zod';
import { mostPixels, takesCodec } from './limits.ts';
import type { AudioStream, MediaInformation, Ratio, VideoStream } from './media-information.ts';
import { runFfprobe } from './run-ffprobe.ts';
import type { VideoSource } from './source.ts';
import { VideoRejected } from './video-rejected.ts';

/** What ffprobe says of a stream; numbers may be text, and what is not known is left out. */
const stream = z.object({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  profile: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  has_b_frames: z.number().optional(),
  sample_aspect_ratio: z.string().optional(),
  pix_fmt: z.string().optional(),
  bits_per_raw_sample: z.string().optional(),
  color_space: z.string().optional(),
  color_primaries: z.string().optional(),
  color_transfer: z.string().optional(),
  color_range: z.string().optional(),
  field_order: z.string().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  time_base: z.string().optional(),
  start_pts: z.number().optional(),
  duration: z.string().optional(),
  nb_frames: z.string().optional(),
  channels: z.number().optional(),
  sample_rate: z.string().optional(),
  disposition: z.record(z.string(), z.number()).default({}),
  side_data_list: z.array(z.looseObject({ rotation: z.number().optional() })).default([]),
  tags: z.record(z.string(), z.string()).default({}),
});
const answer = z.object({
  streams: z.array(stream).default([]),
  format: z.object({
    format_name: z.string(),
    duration: z.string().optional(),
    start_time: z.string().optional(),
    bit_rate: z.string().optional(),
  }),
});
type Stream = z.output<typeof stream>;

const mostSeconds = 120;
/** Of what ffprobe says of streams, of which there may be a thousand. */
const mostLetters = 8 * 1024 * 1024;

/** What kind of video it is. Throws VideoRejected. */
export async function probe(source: VideoSource, signal: AbortSignal): Promise<MediaInformation> {
  if (source.bytes === 0) throw new VideoRejected('NOT_A_VIDEO', 'The object has no bytes. Store it again.');
  let json = '';
  const { done, complaints } = await runFfprobe(source, ['-show_format', '-show_streams', '-of', 'json'], {
    signal,
    seconds: mostSeconds,
    onLine: (line) => {
      if (json.length < mostLetters) json += line;
    },
  });
  if (!done) throw unreadable(complaints.errors);
  const { streams, format } = answer.parse(JSON.parse(json));
  const pictures = streams.filter(({ codec_type }) => codec_type === 'video');
  const video = pictures.find((one) => !isCover(one));
  if (!video)
    throw new VideoRejected('NOT_A_VIDEO', `There are no moving pictures in it: ${kinds(streams)}. Name a video.`);
  const sounds = streams.filter(({ codec_type }) => codec_type === 'audio');
  // Matroska counts from 0, wherever the first frame is.
  const before = format.format_name.startsWith('matroska') ? (toNumber(format.start_time) ?? 0) : 0;
  const whole = toNumber(format.duration);
  const durationSeconds = whole === null ? toNumber(video.duration) : whole - before;
  return {
    container: format.format_name,
    bytes: source.bytes,
    durationSeconds,
    bitRate: toNumber(format.bit_rate),
    video: toVideo(video, durationSeconds),
    audio: sounds[0] ? toAudio(sounds[0]) : null,
    audioStreams: sounds.length,
    subtitleStreams: streams.filter(({ codec_type }) => codec_type === 'subtitle').length,
    attachments: streams.filter((one) => one.codec_type === 'attachment' || isCover(one)).length,
    problems: complaints.errors,
  };
}

function unreadable(complaints: readonly string[]): VideoRejected {
  const said = complaints.length > 0 ? ` ffmpeg says: ${complaints.slice(0, 3).join('; ')}` : '';
  if (said.includes('moov atom not found'))
    return new VideoRejected(
      'UNREADABLE',
      `The video has no index (moov), so nothing in it can be found: its end is missing, as when an upload or a recording broke off. Store the whole file.${said}`,
    );
  return new VideoRejected(
    'NOT_A_VIDEO',
    `It is no video of a kind that is taken (MP4, QuickTime, Matroska, WebM, AVI, MPEG, FLV, Ogg, ASF), or its beginning is damaged.${said}`,
  );
}

const isCover = ({ disposition }: Stream) => disposition['attached_pic'] === 1;

/** What there is instead. */
function kinds(streams: readonly Stream[]): string {
  const found = [...new Set(streams.map(({ codec_type }) => codec_type ?? 'data'))];
  return found.length === 0 ? 'it has no streams' : `it has only ${found.join(', ').replace('video', 'a cover')}`;
}

function toVideo(found: Stream, duration: number | null): VideoStream {
  const { width = 0, height = 0 } = found;
  if (found.codec_name && !takesCodec(found.codec_name))
    throw new VideoRejected(
      'NOT_A_VIDEO',
      `Its pictures are ${found.codec_name}, which is not taken. Encode it as H.264, HEVC, VP9 or AV1.`,
    );
  if (width === 0 || height === 0 || !found.pix_fmt)
    throw new VideoRejected(
      'UNREADABLE',
      `Its pictures (${found.codec_name ?? 'of an unknown kind'}) cannot be decoded: nothing says how large they are.`,
    );
  const pixelAspect = toRatio(found.sample_aspect_ratio?.replace(':', '/')) ?? { numerator: 1, denominator: 1 };
  const shown = Math.max(1, Math.round((width * pixelAspect.numerator) / pixelAspect.denominator));
  if (Math.max(width, shown) * height > mostPixels)
    throw new VideoRejected(
      'TOO_LARGE',
      `Its pictures are ${Math.max(width, shown)} x ${height}; at most ${mostPixels} pixels are taken, such as 8192 x 4352.`,
    );
  const rotation = toRotation(found.side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0);
  const lies = rotation === 90 || rotation === 270;
  const averageRate = toRatio(found.avg_frame_rate);
  const seconds = toNumber(found.duration) ?? duration;
  const promised = toNumber(found.nb_frames) ?? toNumber(found.tags['NUMBER_OF_FRAMES']);
  const estimated =
    averageRate && seconds ? Math.round((seconds * averageRate.numerator) / averageRate.denominator) : null;
  const frames = promised ?? estimated;
  const nominalRate = toRatio(found.r_frame_rate);
  return {
    index: found.index,
    codec: found.codec_name ?? 'unknown',
    profile: found.profile ?? null,
    codedWidth: width,
    codedHeight: height,
    width: lies ? height : shown,
    height: lies ? shown : height,
    rotation,
    pixelAspect,
    averageRate,
    nominalRate,
    variableRate: averageRate && nominalRate ? !areClose(averageRate, nominalRate) : null,
    frames,
    framesFrom: frames === null ? null : promised === null ? 'ESTIMATED' : 'HEADER',
    timeBase: toRatio(found.time_base) ?? { numerator: 1, denominator: 1000 },
    startPts: found.start_pts ?? null,
    reorders: (found.has_b_frames ?? 0) > 0,
    pixelFormat: found.pix_fmt,
    bitDepth: toNumber(found.bits_per_raw_sample) ?? depthOf(found.pix_fmt),
    colour: {
      space: found.color_space ?? null,
      primaries: found.color_primaries ?? null,
      transfer: found.color_transfer ?? null,
      range: found.color_range ?? null,
    },
    interlaced: found.field_order && found.field_order !== 'unknown' ? found.field_order !== 'progressive' : null,
  };
}

const toAudio = (found: Stream): AudioStream => ({
  index: found.index,
  codec: found.codec_name ?? 'unknown',
  channels: found.channels ?? 0,
  sampleRate: toNumber(found.sample_rate) ?? 0,
  durationSeconds: toNumber(found.duration),
});

function toNumber(text: string | undefined): number | null {
  const number = Number(text);
  return text === undefined || !Number.isFinite(number) || number <= 0 ? null : number;
}

/** Null for what is no number, such as 0/0. */
function toRatio(text: string | undefined): Ratio | null {
  const [numerator = 0, denominator = 0] = (text ?? '').split('/').map(Number);
  return numerator > 0 && denominator > 0 ? { numerator, denominator } : null;
}

/** Of ffprobe's degrees against the clock. */
function toRotation(degrees: number): VideoStream['rotation'] {
  const quarters = ((Math.round(-degrees / 90) % 4) + 4) % 4;
  return ([0, 90, 180, 270] as const)[quarters]!;
}

/** Within a hundredth: rates of containers that round times are not exact. */
const areClose = (a: Ratio, b: Ratio) => {
  const quotient = (a.numerator * b.denominator) / (a.denominator * b.numerator);
  return quotient > 0.99 && quotient < 1.01;
};

/** Such as 10 of `yuv420p10le`. */
const depthOf = (pixelFormat: string) => Number(/p(9|1\d)(?:le|be)?$/.exec(pixelFormat)?.[1] ?? 8);
