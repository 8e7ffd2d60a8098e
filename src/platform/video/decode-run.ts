import { createDecodedRanks } from './decoded-ranks.ts';
import { pictureEncoder, videoEncoder } from './encoders.ts';
import { mostPixels, untrustedDecoding } from './limits.ts';
import { piecesOutput } from './pieces.ts';
import { readFrames, type Picture } from './read-frames.ts';
import { startProgram, type Running } from './run-ffmpeg.ts';
import type { PictureFormat, VideoFormat } from './segment.ts';
import type { VideoSource } from './source.ts';
import type { Ratio } from './media-information.ts';

/** One ffmpeg that decodes a stretch of a video. */
export interface RunRequest {
  source: VideoSource;
  stream: { index: number; timeBase: Ratio };
  /** Seconds to begin to read at; null for the beginning of the file. */
  seek: number | null;
  /** Frames from this tick on, and before that one, are let through. */
  from: number;
  to: number;
  keyFramesOnly: boolean;
  /** The expression that takes some of them. */
  select: string | null;
  /** The filter that makes pixels square, where they are not. */
  square: string | null;
  /** From the label `in` to the label `out`; and the inputs it has besides the video. */
  graph: string;
  inputs: readonly string[];
  pictures: PictureFormat | null;
  video: VideoFormat | null;
  /** Processors that decode and filter. */
  threads: number;
  /** Pictures that are encoded at once. */
  encoders: number;
  scratch: string;
  signal: AbortSignal;
  /** Frames that are let through, as they are decoded. */
  ranks: ReturnType<typeof createDecodedRanks>;
}

/** Longer than any segment takes, on the slowest machine. */
const mostSeconds = 4 * 3600;
/** Pixels of a picture that is only looked at. */
const previewWidth = 480;
const preview: PictureFormat = { format: 'JPEG', quality: 80 };

/** Starts it; its pictures come as they are made. */
export async function startRun(request: RunRequest): Promise<{ running: Running; pictures: AsyncGenerator<Picture> }> {
  const { stream, ranks, signal, video } = request;
  const running = await startProgram('ffmpeg', argumentsOf(request), {
    signal,
    seconds: mostSeconds,
    pipes: video ? 2 : 1,
    frames: { take: (line) => ranks.take(line), scratch: request.scratch },
  });
  const close = () => ranks.close();
  running.ended.then(close, close);
  return { running, pictures: readFrames(running.pipes[0]!, running.stdout, stream.timeBase) };
}

function argumentsOf(request: RunRequest): string[] {
  const { source, stream, seek, inputs, pictures, video, scratch } = request;
  const { numerator, denominator } = stream.timeBase;
  // Each frame at its own time, in the ticks of the stream: none is doubled, dropped or moved.
  const times = ['-fps_mode', 'passthrough', '-enc_time_base', `${numerator}/${denominator}`];
  return [
    ['-max_pixels', String(mostPixels), '-threads', String(request.threads)],
    request.keyFramesOnly ? ['-skip_frame', 'nokey', '-discard', 'nokey'] : [],
    untrustedDecoding,
    seek === null ? [] : ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', seek.toFixed(6)],
    ['-i', source.address, ...inputs, '-copyts'],
    ['-filter_complex_threads', String(request.threads), '-filter_complex', graphOf(request)],
    ['-map', '[pictures]', ...times, '-threads', String(request.encoders), ...pictureEncoder(pictures ?? preview)],
    // One picture in each of both: first its time and length, then itself.
    ['-f', 'tee', '[f=framecrc:flush_packets=1]pipe:3|[f=image2pipe:flush_packets=1]pipe:1'],
    video ? ['-map', '[video]', ...times, ...videoEncoder(video), ...piecesOutput(scratch, 4)] : [],
  ].flat();
}

function graphOf({ stream, from, to, select, square, graph, pictures, video }: RunRequest): string {
  const end = to === Infinity ? '' : `:end_pts=${to}`;
  const taken = (select === null ? '' : `,select='${select}'`) + (square === null ? '' : `,${square}`);
  return [
    `[0:${stream.index}]trim=start_pts=${from}${end},showinfo=checksum=0${taken}[in]`,
    graph,
    video ? '[out]split[shown][moving]' : '[out]null[shown]',
    `[shown]${pictures ? 'null' : `scale='min(${previewWidth},iw)':-1`}[pictures]`,
    // From 0 on, as pieces are. Colours are stored for two by two pixels.
    ...(video ? [`[moving]setpts=PTS-STARTPTS,pad=ceil(iw/2)*2:ceil(ih/2)*2[video]`] : []),
  ].join(';');
}
