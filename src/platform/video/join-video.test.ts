import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeVideo } from '../../../test/ffmpeg.ts';
import { long } from '../../../test/long.ts';
import { framemd5, probeFile, processFile, signal, withSource } from '../../../test/opened-video.ts';
import { makeVideo, type VideoName } from '../../../test/videos.ts';
import { joinVideo } from './join-video.ts';
import type { Piece, VideoFormat } from './segment.ts';
import type { VideoSource } from './source.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-test-'));
afterAll(() => rm(folder, { recursive: true }));

/** Opens all of these at once. */
const withSources = <T>(files: readonly string[], use: (sources: VideoSource[]) => Promise<T>): Promise<T> =>
  files.length === 0
    ? use([])
    : withSource(files[0]!, (first) => withSources(files.slice(1), (others) => use([first, ...others])));

async function piecesOf(name: VideoName, video: VideoFormat, more: Parameters<typeof processFile>[1] = {}) {
  const kept: (Piece & { copy: string; framesBefore: number })[] = [];
  let frames = 0;
  const done = await processFile(await makeVideo(name), {
    video,
    pictures: null,
    ...more,
    onFrame: () => void frames++,
    onPiece: async (piece) => {
      const copy = path.join(folder, `${name}-${kept.length}.nut`);
      await copyFile(piece.file, copy);
      kept.push({ ...piece, copy, framesBefore: frames });
    },
  });
  return { ...done, kept };
}

async function join(
  name: VideoName,
  format: VideoFormat,
  maxBytes = 1e9,
  more: Parameters<typeof processFile>[1] = {},
  output = path.join(folder, `${name}.${format.codec === 'H264' ? 'mp4' : 'webm'}`),
) {
  const file = await makeVideo(name);
  const { kept, frames, information } = await piecesOf(name, format, more);
  const { timeBase } = information.video;
  const range = more.range ?? { from: null, to: null };
  await withSources([file, ...kept.map(({ copy }) => copy)], ([source, ...sources]) =>
    joinVideo({
      pieces: sources.map((piece, index) => ({ source: piece, start: kept[index]!.start })),
      audio: { source: source!, information, range },
      timeBase,
      format,
      scratch: folder,
      output,
      maxBytes,
      signal,
    }),
  );
  return { output, frames, kept, made: await probeFile(output) };
}

/** Seconds of each frame since the first. */
const secondsOf = async (file: string) => {
  const { video } = await probeFile(file);
  const times = (await framemd5(file)).map((line) => parseInt(line));
  return times.map((time) => ((time - times[0]!) * video.timeBase.numerator) / video.timeBase.denominator);
};

const further: [VideoName, VideoFormat][] = [
  ['plain.mp4', { codec: 'H264', quality: 70 }],
  ['odd.mkv', { codec: 'H264', quality: 30 }],
  ['rotated.mp4', { codec: 'VP9', quality: 30 }],
];

describeVideo('processed frames as a video', () => {
  test.each<[VideoName, VideoFormat]>([
    ['variable.mp4', { codec: 'H264', quality: 70 }],
    ['plain.mp4', { codec: 'VP9', quality: 70 }],
    ...(long ? further : []),
  ])('%s as %o has each frame at its time, and its sound', async (name, format) => {
    const { output, frames, made, kept } = await join(name, format);
    const source = await probeFile(await makeVideo(name));
    expect(made.video.codec).toBe(format.codec === 'H264' ? 'h264' : 'vp9');
    expect(made.video.rotation).toBe(0);
    expect(kept.map((piece) => piece.frames).reduce((sum, count) => sum + count, 0)).toBe(frames.length);
    expect(kept.length).toBeGreaterThan(0);
    const tick = format.codec === 'VP9' ? 0.0011 : 0.00002;
    const found = await secondsOf(output);
    const expected = frames.map(({ seconds }) => seconds - frames[0]!.seconds);
    expect(found.length).toBe(expected.length);
    const moved = found.map((second, index) => [second, expected[index]!] as const);
    expect(moved.filter(([at, due]) => Math.abs(at - due) > tick)).toEqual([]);
    expect(made.audio?.codec).toBe(source.audio ? (format.codec === 'H264' ? 'aac' : 'opus') : undefined);
  });

  test('its pieces come after their frames, and a repeat makes those that are missing', async () => {
    const format: VideoFormat = { codec: 'H264', quality: 60 };
    const { kept, frames } = await piecesOf('streamed.mkv', format);
    expect(kept.map((piece) => piece.frames)).toEqual([50, 50, 50, 50]);
    for (const [index, piece] of kept.entries()) expect(piece.framesBefore).toBeGreaterThanOrEqual((index + 1) * 50);
    expect(kept[1]!.position).toEqual(frames[99]!.position);
    const rest = await piecesOf('streamed.mkv', format, { only: 0, after: kept[1]!.position });
    expect(rest.kept.map(({ start, frames: count, position }) => ({ start, count, position }))).toEqual(
      kept.slice(2).map(({ start, frames: count, position }) => ({ start, count, position })),
    );
  });

  test('of a range it has the sound of that range', async () => {
    const { made } = await join('plain.mp4', { codec: 'H264', quality: 50 }, 1e9, { range: { from: 1, to: 2.5 } });
    expect(made.durationSeconds).toBeCloseTo(1.5, 1);
    expect(made.audio?.durationSeconds).toBeCloseTo(1.5, 1);
  });

  test.skipIf(!existsSync('/dev/full'))('that the disk has no room for is no success', async () => {
    const output = path.join(folder, 'full.mp4');
    await symlink('/dev/full', output);
    await expect(join('plain.mp4', { codec: 'H264', quality: 50 }, 1e9, {}, output)).rejects.toThrow(/No space left/);
  });

  test('that is too large is refused', async () => {
    await expect(join('plain.mp4', { codec: 'H264', quality: 90 }, 20_000)).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
  });
});
