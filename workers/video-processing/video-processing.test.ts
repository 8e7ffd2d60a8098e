import { expect, test } from 'vitest';
import { clip, frameHashes } from '../../test/fixtures/clips.ts';
import { useStack } from '../../test/stack.ts';
import type { VideoResult } from './contract.ts';
import { videoFrame } from './manifest.ts';

const stack = useStack();

async function processed(input: Record<string, unknown>) {
  const run = await stack.start('videoProcessing', input);
  const state = await run.end();
  expect(state, JSON.stringify(state.failure)).toMatchObject({ status: 'COMPLETED' });
  const result = state.resultJson as unknown as VideoResult;
  const lines = (await stack.storage.read(result.manifest)).toString().trimEnd().split('\n');
  return { result, frames: lines.map((line) => videoFrame.parse(JSON.parse(line))) };
}

test('every frame of a video comes out once, with the times and pixels that ffmpeg itself finds', async () => {
  const video = await clip({ seconds: 24, gop: 50, sound: true });
  const source = await stack.put(video, 'clip.mp4');
  const { result, frames } = await processed({
    source,
    sampling: { all: {} },
    output: { frames: { format: 'PNG' }, contactSheet: {} },
  });
  const hashes = await frameHashes(video);
  expect(frames.map(({ pts }) => pts)).toEqual(hashes.map(({ pts }) => pts));
  expect(result).toMatchObject({ complete: true, problems: [], frames: { promised: 600, processed: 600, failed: 0 } });
});
