import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeVideo } from '../../../test/ffmpeg.ts';
import { long } from '../../../test/long.ts';
import { framemd5, lookAt, processFile } from '../../../test/opened-video.ts';
import { makeVideo, type VideoName } from '../../../test/videos.ts';
import { cellsOf } from './cells.ts';
import type { Sampling } from './sampling.ts';

/** A device of Linux that has no room. */
const full = '/dev/full';

/** All of them in the long form, else the first. */
const some = <T>(cases: readonly T[], first: number) => (long ? cases : cases.slice(0, first));

describeVideo('every frame of a video', () => {
  // Those of one segment are looked at whole, from start to result, in workers/video-processing/inputs.test.ts.
  const kinds: [VideoName, string?][] = [
    ['open.mkv'],
    ['open.ts'],
    ['deep.mp4', 'rgb48le'],
    ['rotated.mp4'],
    ['variable.mp4'],
    ['vp9.webm'],
    ['one-frame.mp4'],
    ['odd.mkv'],
    ['interlaced.ts'],
    ['no-rate.avi'],
    ['laden.mkv'],
    ['plain.mp4'],
    ['vp8.webm'],
    ['old.avi'],
    ['late.mkv'],
    ['closed.mp4'],
    ['open-hevc.mp4'],
    ['open.mpg'],
  ];

  test.each(some(kinds, 3))('of %s is what ffmpeg makes of the whole of it, at the same time', async (name, pixels) => {
    const file = await makeVideo(name);
    const { frames, outcomes, plan } = await processFile(file);
    expect(await lookAt(frames, pixels)).toEqual(await framemd5(file, { pixels }));
    if (plan.sampledExact) expect(frames.map(({ number }) => number)).toEqual(frames.map((_, index) => index));
    expect(outcomes.flatMap(({ problems }) => problems)).toEqual([]);
    if (name.startsWith('open') || name.startsWith('closed')) expect(plan.segments.length).toBeGreaterThan(2);
    if (plan.sampledExact) expect(plan.sampled).toBe(frames.length);
  });
});

/** The rule of a rate, of times that are known: the first frame at or after each border. */
function atRate(times: number[], fps: number, timeBase: { numerator: number; denominator: number }) {
  const cells = cellsOf(fps, timeBase, times[0]!);
  return times.filter((time, index) => index === 0 || cells.of(time) > cells.of(times[index - 1]!));
}

describeVideo('sampling', () => {
  const same: [VideoName, Sampling, string, string[]?][] = [
    ['open.mkv', { kind: 'EVERY_NTH', n: 101 }, 'select=not(mod(n\\,101))'],
    // With -skip_frame ffmpeg loses most of these.
    ['open.mkv', { kind: 'KEY_FRAMES' }, 'select=key'],
    ['scenes.mp4', { kind: 'SCENES', threshold: 0.3 }, 'select=gt(scene\\,0.3)'],
    ['closed.mp4', { kind: 'KEY_FRAMES' }, 'null', ['-skip_frame', 'nokey']],
    ['open.mkv', { kind: 'SCENES', threshold: 0.02 }, 'select=gt(scene\\,0.02)'],
  ];

  test.each(some(same, 3))('%s by %o takes what ffmpeg takes', async (name, sampling, filter, before) => {
    const file = await makeVideo(name);
    const { frames, plan } = await processFile(file, { sampling });
    expect(await lookAt(frames)).toEqual(await framemd5(file, { filter, before }));
    expect(frames.length).toBeGreaterThan(0);
    if (plan.sampledExact) expect(plan.sampled).toBe(frames.length);
  });

  const rates: [VideoName, number][] = [
    ['variable.mp4', 10],
    ['open.ts', 0.9],
    ['late.mkv', 0.2],
    ['closed.mp4', 3],
    ['late.mkv', 1],
    ['closed.mp4', 0.1],
  ];
  test.each(some(rates, 2))('of %s at %d frames a second takes the first frame of each time', async (name, fps) => {
    const file = await makeVideo(name);
    const { frames, information } = await processFile(file, { sampling: { kind: 'FPS', fps } });
    const all = await framemd5(file);
    const times = all.map((line) => parseInt(line));
    const wanted = atRate(times, fps, information.video.timeBase);
    expect(await lookAt(frames)).toEqual(all.filter((_, index) => wanted.includes(times[index]!)));
  });

  test('by times takes the first frame at or after each, once', async () => {
    const file = await makeVideo('late.mkv');
    const seconds = [0, 0.05, 0.06, 1.2, 2.96, 50, 1.2001];
    const { frames } = await processFile(file, { sampling: { kind: 'TIMES', seconds } });
    expect(frames.map(({ seconds: at }) => Number((at - 3600.5).toFixed(3)))).toEqual([0, 0.08, 1.2, 1.24, 2.96]);
  });

  test.each<Sampling>([
    { kind: 'EVERY_FRAME' },
    { kind: 'EVERY_NTH', n: 9 },
    { kind: 'FPS', fps: 2 },
    { kind: 'TIMES', seconds: [3, 12.06, 20, 21] },
  ])('of a range, by %o, takes nothing outside of it', async (sampling) => {
    const file = await makeVideo('closed.mp4');
    const { frames, plan } = await processFile(file, { sampling, range: { from: 12.05, to: 21 } });
    const step = { EVERY_FRAME: 1, EVERY_NTH: 9, FPS: 5, TIMES: 0 }[sampling.kind as 'FPS'];
    const expected = step === 0 ? [121, 200] : Array.from({ length: Math.ceil(89 / step) }, (_, n) => 121 + n * step);
    expect(frames.map(({ seconds }) => Math.round(seconds * 10))).toEqual(expected);
    expect(plan.segments.length).toBeGreaterThan(0);
  });
});

describeVideo('a disk', () => {
  test.skipIf(!existsSync(full))(
    'that is full in the middle fails the attempt, which says so and leaves nothing',
    async () => {
      const folders: string[] = [];
      const pieces: number[] = [];
      const work = processFile(await makeVideo('plain.mp4'), {
        pictures: null,
        video: { codec: 'H264', quality: 90 },
        inFolder: (folder) => {
          folders.push(folder);
          return symlink(full, path.join(folder, 'piece-000000001.nut'));
        },
        onPiece: ({ frames }) => void pieces.push(frames),
      });
      await expect(work).rejects.toMatchObject({ code: 'SCRATCH_FULL', message: expect.stringContaining('TMPDIR') });
      // Whether the one before was handed out by then is chance.
      expect([[], [50]]).toContainEqual(pieces);
      expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
    },
  );
});

describeVideo('a repeat', () => {
  const begun: [VideoName, Sampling][] = [
    ['open.ts', { kind: 'EVERY_FRAME' }],
    ['closed.mp4', { kind: 'TIMES', seconds: [1, 2, 3, 14, 15, 30] }],
    ['open.mkv', { kind: 'EVERY_NTH', n: 3 }],
    ['closed.mp4', { kind: 'FPS', fps: 3 }],
    ['open.mkv', { kind: 'EVERY_FRAME' }],
    ['open-hevc.mp4', { kind: 'EVERY_NTH', n: 3 }],
    ['scenes.mp4', { kind: 'SCENES', threshold: 0.001 }],
  ];
  test.each(some(begun, 2))(
    'of %s by %o goes on after the frame an earlier attempt came to',
    async (name, sampling) => {
      const file = await makeVideo(name);
      const whole = await processFile(file, { sampling });
      const only = whole.bySegment.findIndex((frames) => frames.length > 1);
      const frames = whole.bySegment[only]!;
      const at = Math.floor(frames.length / 2);
      const rest = await processFile(file, { sampling, only, after: frames[at - 1]!.position });
      expect(rest.frames).toEqual(frames.slice(at));
      expect(rest.outcomes[0]).toMatchObject({ decoded: whole.outcomes[only]!.decoded, problems: [] });
    },
  );
});
