import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect } from 'vitest';
import { testVideo as test } from '../../test/ffmpeg.ts';
import { useStack } from '../../test/stack.ts';
import { ffmpeg } from '../../test/ffmpeg-cli.ts';
import { makeVideo } from '../../test/videos.ts';
import type { VideoResult } from './contract.ts';
import { videoFrame } from './manifest.ts';

const stack = useStack({ env: { TASK_QUEUES: 'video' } });

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'videos-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function processed(input: Record<string, unknown>) {
  const state = await (await stack.start('videoProcessing', input)).end();
  expect(state, JSON.stringify(state.failure)).toMatchObject({ status: 'COMPLETED' });
  const result = state.resultJson as unknown as VideoResult;
  const lines = (await stack.storage.read(result.manifest)).toString().trimEnd().split('\n');
  return { result, frames: lines.map((line) => videoFrame.parse(JSON.parse(line))) };
}

/** What ffprobe says of an object. */
async function probed(at: { bucket: string; key: string }) {
  const file = path.join(folder, path.basename(at.key));
  await writeFile(file, await stack.storage.read(at));
  const asked = ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json', file];
  const { stdout } = await promisify(execFile)('ffprobe', asked);
  const said = JSON.parse(stdout) as {
    format: { duration: string };
    streams: { codec_type: string; codec_name: string; nb_read_frames: string; width?: number; height?: number }[];
  };
  const onlyTimes = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
  const times = await promisify(execFile)('ffprobe', [...onlyTimes, file]);
  return {
    duration: Number(said.format.duration),
    streams: said.streams.map(({ codec_name: codec, nb_read_frames: frames, width, height }) => ({
      codec,
      frames: Number(frames),
      width,
      height,
    })),
    times: times.stdout
      .trim()
      .split('\n')
      .map(Number.parseFloat)
      .toSorted((a, b) => a - b),
  };
}

test('a video of the frames has all of them, when they were, with its sound', { timeout: 120_000 }, async () => {
  const file = path.join(folder, 'long.mp4');
  await ffmpeg(
    ...'-f lavfi -i testsrc2=size=320x180:rate=15000/1001:duration=22 -f lavfi -i sine=duration=22'.split(' '),
    ...'-c:v libx264 -preset ultrafast -g 48 -bf 2 -pix_fmt yuv420p -c:a aac'.split(' '),
    file,
  );
  const logo = await sharp({ create: { width: 64, height: 32, channels: 4, background: '#ff000080' } })
    .png()
    .toBuffer();
  const { result, frames } = await processed({
    source: await stack.put(await readFile(file), 'long.mp4'),
    sampling: { everyNth: { n: 1 } },
    operations: [
      { resize: { width: 160 } },
      { blur: { sigma: 1 } },
      { annotate: { show: 'TIME_CODE', text: "It's 100%: [a] \\ {b}" } },
      { overlay: { image: await stack.put(logo, 'logo.png'), width: 20 } },
    ],
    output: { video: {}, contactSheet: { columns: 4, rows: 2, width: 80 } },
  });
  expect(result).toMatchObject({ complete: true, problems: [] });
  expect(result.segments).toBeGreaterThan(1);
  const video = await probed(result.video!);
  expect(frames.length).toBe(330);
  expect(video.streams).toEqual([
    { codec: 'h264', frames: 330, width: 160, height: 90 },
    expect.objectContaining({ codec: 'aac' }),
  ]);
  expect(video.duration).toBeCloseTo(22, 1);
  expect(Math.max(...frames.map(({ seconds }, n) => Math.abs(seconds - video.times[n]!)))).toBeLessThan(0.001);
  const sheet = await sharp(await stack.storage.read(result.contactSheet!)).metadata();
  expect(sheet).toMatchObject({ format: 'jpeg', width: 4 * 84 + 4, height: 2 * (45 + 4) + 4 });
});

test('frames that are few make a video that is as long, of VP9 too', { timeout: 120_000 }, async () => {
  const { result, frames } = await processed({
    source: await stack.put(await readFile(await makeVideo('plain.mp4')), 'plain.mp4'),
    sampling: { fps: { fps: 2 } },
    range: { from: 1, to: 3.5 },
    operations: [{ grayscale: {} }, { edges: {} }],
    output: { video: { codec: 'VP9' }, frames: { format: 'WEBP' } },
  });
  expect(frames.map(({ seconds, frame }) => [seconds, frame])).toEqual(
    [25, 38, 50, 63, 75].map((frame) => [frame / 25, frame]),
  );
  const video = await probed(result.video!);
  expect(video.streams).toMatchObject([{ codec: 'vp9', frames: 5 }, { codec: 'opus' }]);
  expect(result.video!.contentType).toBe('video/webm');
  for (const { key, sha256 } of frames) {
    const { format } = await sharp(await stack.storage.read({ bucket: result.manifest.bucket, key: key! })).metadata();
    expect([format, sha256]).toEqual(['webp', expect.stringMatching(/^[0-9a-f]{64}$/)]);
  }
});

test('scenes, key frames and given times are found', { timeout: 120_000 }, async () => {
  const source = await stack.put(await readFile(await makeVideo('scenes.mp4')), 'scenes.mp4');
  const take = async (sampling: object) =>
    (await processed({ source, sampling, output: { frames: {} } })).frames.map(({ seconds }) => seconds);
  const [scenes, keys, times] = await Promise.all([
    take({ scenes: { threshold: 0.2 } }),
    take({ all: { keyFramesOnly: true } }),
    take({ times: { seconds: [7.01, 0, 7.01] } }),
  ]);
  expect(scenes).toEqual([4.4, 12.4, 30]);
  expect(keys[0]).toBe(0);
  expect(keys.length).toBeGreaterThan(20);
  expect(times).toEqual([0, 7.04]);
});
