import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { untrustedDecoding } from './limits.ts';
import type { AudioStream, MediaInformation, Ratio } from './media-information.ts';
import { startProgram } from './run-ffmpeg.ts';
import type { TimeRange } from './sampling.ts';
import type { VideoFormat } from './segment.ts';
import type { VideoSource } from './source.ts';
import { boundsOf, toSeconds } from './ticks.ts';
import { VideoRejected } from './video-rejected.ts';

interface JoinRequest {
  /** Pieces in order of time, each an object that can be read, with the time of its first frame in ticks. */
  pieces: readonly { source: VideoSource; start: number }[];
  /** Of the video that they were made of. */
  timeBase: Ratio;
  format: VideoFormat;
  /** Where sound is taken from; null for none. */
  audio: { source: VideoSource; information: MediaInformation; range: TimeRange } | null;
  /** An empty folder of our own, for lists. */
  scratch: string;
  /** The file that is written: `.mp4` for H264, `.webm` for VP9. */
  output: string;
  /** The most it may have. */
  maxBytes: number;
  signal: AbortSignal;
}

const mostSeconds = 4 * 3600;
/** What each container takes as it is; other sound is encoded again. */
const kept = {
  H264: ['aac', 'mp3', 'ac3', 'eac3', 'alac'],
  VP9: ['opus', 'vorbis'],
};
const encoded = { H264: ['aac', '-b:a', '160k'], VP9: ['libopus', '-b:a', '128k'] };

/** Puts pieces of video together without encoding them again, with the sound of the source beside them. */
export async function joinVideo(request: JoinRequest): Promise<{ bytes: number }> {
  const { pieces, audio, format, output, signal } = request;
  const list = path.join(request.scratch, 'pieces.txt');
  await writeFile(list, listOf(request));
  const running = await startProgram('ffmpeg', argumentsOf(request, list), { signal, seconds: mostSeconds });
  running.stdout.resume();
  const done = await running.ended;
  for (const { source } of pieces) if (source.failure) throw source.failure;
  if (audio?.source.failure) throw audio.source.failure;
  if (!done) throw new Error(`ffmpeg could not put the ${format.codec} video together: ${running.complaints.last}`);
  const { size } = await stat(output);
  // What is written stops there, without a word.
  if (size >= request.maxBytes)
    throw new VideoRejected(
      'TOO_LARGE',
      `The video would have more than ${request.maxBytes} bytes. Ask for a lower quality, or a part.`,
    );
  return { bytes: size };
}

/** For ffmpeg's `concat`: addresses of our own only, each with how long it is shown. */
function listOf({ pieces, timeBase }: JoinRequest): string {
  const lines = pieces.map(({ source, start }, index) => {
    const next = pieces[index + 1]?.start;
    const duration = next === undefined ? '' : `duration ${toSeconds(next - start, timeBase).toFixed(9)}\n`;
    return `file '${source.address}'\n${duration}`;
  });
  return `ffconcat version 1.0\n${lines.join('')}`;
}

function argumentsOf({ pieces, timeBase, audio, format, output, maxBytes }: JoinRequest, list: string): string[] {
  const video = ['-protocol_whitelist', 'file,http,tcp', '-safe', '0', '-f', 'concat', '-i', list];
  const first = toSeconds(pieces[0]?.start ?? 0, timeBase);
  const scale = timeBase.numerator === 1 ? ['-video_track_timescale', String(timeBase.denominator)] : [];
  const container = { H264: ['-f', 'mp4', '-movflags', '+faststart', ...scale], VP9: ['-f', 'webm'] }[format.codec];
  return [
    video,
    audio?.information.audio ? soundInput(audio, first) : [],
    ['-map', '0:v:0', '-c:v', 'copy'],
    audio?.information.audio ? soundOutput(audio.information.audio, format) : [],
    ['-map_metadata', '-1', '-fs', String(maxBytes)],
    container,
    [output],
  ].flat();
}

/** The sound from the first frame on, and until the range ends. */
function soundInput({ source, information, range }: NonNullable<JoinRequest['audio']>, first: number): string[] {
  const { to } = boundsOf(range, information.video);
  const until = to === Infinity ? [] : ['-t', (toSeconds(to, information.video.timeBase) - first).toFixed(6)];
  return [...untrustedDecoding, '-seek_timestamp', '1', '-ss', first.toFixed(6), ...until, '-i', source.address];
}

function soundOutput(audio: AudioStream, { codec }: VideoFormat): string[] {
  const how = kept[codec].includes(audio.codec) ? ['copy'] : encoded[codec];
  return ['-map', `1:${audio.index}`, '-c:a', ...how];
}
