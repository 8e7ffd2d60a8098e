import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { testVideo as test } from '../../test/ffmpeg.ts';
import { useStack } from '../../test/stack.ts';
import { frameHashes } from '../../test/fixtures/clips.ts';
import { makeVideo, type VideoName } from '../../test/videos.ts';
import type { VideoResult } from './contract.ts';
import { videoFrame } from './manifest.ts';

const stack = useStack({ env: { TASK_QUEUES: 'video' } });

const everyFrame = { sampling: { all: {} }, output: { frames: { format: 'PNG' } } };

async function end(name: VideoName, more: object = everyFrame) {
  const file = await makeVideo(name);
  const run = await stack.start('videoProcessing', { source: await stack.put(await readFile(file), name), ...more });
  return { file, ...(await run.end()) };
}

async function framesOf({ manifest }: VideoResult) {
  const lines = (await stack.storage.read(manifest)).toString().trimEnd().split('\n');
  return lines.map((line) => videoFrame.parse(JSON.parse(line)));
}

/** With frames that ffmpeg makes of the whole file in one go. */
const sound: [VideoName, object][] = [
  ['plain.mp4', {}],
  ['rotated.mp4', { video: { rotation: 90, width: 120, height: 160 } }],
  ['variable.mp4', { video: { variableRate: true } }],
  ['silent.mp4', { audio: null }],
  ['deep.mp4', { video: { codec: 'hevc', bitDepth: 10 } }],
  ['vp9.webm', { video: { codec: 'vp9' } }],
  ['one-frame.mp4', { video: { frames: 1 } }],
  ['no-rate.avi', {}],
  ['odd.mkv', { video: { width: 161, height: 121 } }],
  ['interlaced.ts', { video: { interlaced: true } }],
  ['laden.mkv', { subtitleStreams: 1, attachments: 2 }],
];

test(
  'frames of all kinds of videos are those that ffmpeg finds itself, at the same times',
  { timeout: 180_000 },
  async () => {
    await Promise.all(
      sound.map(async ([name, media]) => {
        const { file, status, failure, resultJson } = await end(name);
        expect({ name, status, failure }).toEqual({ name, status: 'COMPLETED', failure: null });
        const result = resultJson as unknown as VideoResult;
        expect(result.media, name).toMatchObject(media);
        expect({ name, complete: result.complete, problems: result.problems }).toEqual({
          name,
          complete: true,
          problems: [],
        });
        const frames = await framesOf(result);
        const own = frames.map(({ pts, bytes, sha256 }) => ({ pts, bytes, sha256 }));
        expect(own, name).toEqual(await frameHashes(file));
        expect(frames.map(({ index }) => index)).toEqual(frames.map((_frame, n) => n));
        expect(result.frames).toMatchObject({
          decoded: frames.length,
          sampled: frames.length,
          processed: frames.length,
          failed: 0,
        });
      }),
    );
  },
);

test(
  'a file that ends too early is told from a whole one: what it promised, and what there was',
  { timeout: 180_000 },
  async () => {
    await Promise.all(
      (['truncated.mp4', 'truncated.mkv', 'damaged.mp4'] as const).map(async (name) => {
        const { file, status, failure, resultJson } = await end(name);
        expect({ name, status, failure }).toEqual({ name, status: 'COMPLETED', failure: null });
        const result = resultJson as unknown as VideoResult;
        expect(result.complete, name).toBe(false);
        expect(result.problems.join(' '), name).not.toBe('');
        const frames = await framesOf(result);
        expect(result.frames.processed).toBe(frames.length);
        if (name === 'damaged.mp4') return;
        expect(result.frames).toMatchObject({ promised: 200, decoded: frames.length });
        expect(frames.length).toBeLessThan(110);
        const hashes = await frameHashes(file);
        expect(frames.length).toBeGreaterThanOrEqual(hashes.length - 3);
      }),
    );
  },
);

test('what is no video is refused, with what to do', { timeout: 180_000 }, async () => {
  const refused: [VideoName, string, RegExp][] = [
    ['sound-only.m4a', 'NOT_A_VIDEO', /only audio/],
    ['text.mp4', 'NOT_A_VIDEO', /of a kind that is taken/],
    ['empty.mp4', 'NOT_A_VIDEO', /no bytes/],
    ['no-index.mp4', 'UNREADABLE_VIDEO', /no index \(moov\)/],
    ['bomb.mov', 'TOO_LARGE', /20000 x 10000/],
  ];
  await Promise.all(
    refused.map(async ([name, code, message]) => {
      const { status, failure } = await end(name);
      expect({ name, status, failure }).toMatchObject({
        status: 'FAILED',
        failure: { code, message: expect.stringMatching(message) },
      });
    }),
  );
});

test('of two hours a frame in ten minutes takes seconds', { timeout: 180_000 }, async () => {
  const { resultJson, failure } = await end('two-hours.mp4', {
    sampling: { fps: { fps: 1 / 600 } },
    output: { frames: {}, contactSheet: {} },
  });
  expect(failure).toBeNull();
  const result = resultJson as unknown as VideoResult;
  expect((await framesOf(result)).map(({ seconds }) => seconds)).toEqual(
    Array.from({ length: 12 }, (_frame, n) => n * 600),
  );
});
