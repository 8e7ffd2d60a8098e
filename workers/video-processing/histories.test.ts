import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { testVideo as test } from '../../test/ffmpeg.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { useStack } from '../../test/stack.ts';
import { makeVideo, type VideoName } from '../../test/videos.ts';
import { videoProcessing, type VideoResult } from './contract.ts';
import { destinationOf } from './destination.ts';
import type { VideoFrame } from './manifest.ts';

const stack = useStack({ env: { TASK_QUEUES: 'video' } });

const start = async (name: VideoName, more: object = {}) =>
  stack.start('videoProcessing', {
    source: await stack.put(await readFile(await makeVideo(name)), name),
    sampling: { fps: { fps: 5 } },
    output: { frames: {} },
    ...more,
  });

test('the history of a completed run replays', { timeout: 60_000 }, async () => {
  const run = await start('closed.mp4', { segmentsAtOnce: 2, output: { frames: {}, contactSheet: {}, video: {} } });
  expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { frames: { processed: 160 } } });
  await keepHistory(stack, run, 'completed');
});

test(
  'the history of a run that finds scenes, whose number nobody knows before, replays',
  { timeout: 60_000 },
  async () => {
    const run = await start('scenes.mp4', { sampling: { scenes: { threshold: 0.2 } } });
    expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { frames: { processed: 3 } } });
    await keepHistory(stack, run, 'scenes');
  },
);

test('the history of a run that fails replays', { timeout: 60_000 }, async () => {
  const run = await start('text.mp4');
  expect(await run.end()).toMatchObject({ status: 'FAILED', failure: { code: 'NOT_A_VIDEO' } });
  await keepHistory(stack, run, 'failed');
});

test('the history of a run of too many frames replays', { timeout: 60_000 }, async () => {
  const run = await start('closed.mp4', { mostFrames: 159 });
  expect(await run.end()).toMatchObject({
    status: 'FAILED',
    failure: { code: 'TOO_MANY_FRAMES', message: expect.stringMatching(/^There are 160 frames/) },
  });
  await keepHistory(stack, run, 'too-many');
});

test(
  'the history of a run replays that fails of a segment which keeps failing, or goes on without it',
  { timeout: 60_000 },
  async () => {
    const [failing, skipping] = await Promise.all(['FAIL', 'SKIP'].map((lostSegments) => inTheWay(lostSegments)));
    expect(await failing!.end()).toMatchObject({
      status: 'FAILED',
      failure: { code: 'SEGMENT_FAILED', message: expect.stringMatching(/^Segment 2 of 4: /) },
    });
    const { status, resultJson } = await skipping!.end();
    expect(status).toBe('COMPLETED');
    const result = resultJson as unknown as VideoResult;
    expect(result).toMatchObject({
      complete: false,
      lostSegmentCount: 1,
      lostSegments: [{ index: 1, start: 10, end: 20, code: 'ACTIVITY_FAILED' }],
      frames: { promised: 320, processed: 110 },
    });
    const lines = (await stack.storage.read(result.manifest)).toString().trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as VideoFrame).seconds)).toEqual(
      Array.from({ length: 160 }, (_frame, n) => n / 5).filter((second) => second < 10 || second >= 20),
    );
    await keepHistory(stack, failing!, 'segment-failed');
    await keepHistory(stack, skipping!, 'segment-skipped');
  },
);

/** Where a frame of the second segment goes there is a folder, so that it cannot be stored. */
async function inTheWay(lostSegments: string) {
  const source = await stack.put(await readFile(await makeVideo('closed.mp4')), 'closed.mp4');
  const asked = { source, sampling: { kind: 'FPS', fps: 5 }, output: { frames: {} }, lostSegments };
  const { bucket, prefix } = destinationOf(videoProcessing.input.parse(asked));
  const key = `${prefix}frames/000015.000000.jpg/there`;
  await stack.storage.write({ bucket, key }, Buffer.from('x'), { contentType: 'text/plain' });
  return start('closed.mp4', { source, lostSegments });
}

test('the history of a run that is cancelled while segments are worked on replays', { timeout: 60_000 }, async () => {
  const operations = [{ resize: { width: 1600 } }, { blur: { sigma: 40 } }, { denoise: {} }];
  const run = await start('closed.mp4', { operations, sampling: { all: {} }, segmentsAtOnce: 1 });
  let asked: Promise<unknown> | undefined;
  let status: string | undefined;
  for await (const state of run.states()) {
    ({ status } = state);
    if (state.progress.step === 'process') asked ??= run.cancel();
  }
  await asked;
  expect(status).toBe('CANCELED');
  await keepHistory(stack, run, 'cancelled');
});
