import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeVideo } from '../../../test/ffmpeg.ts';
import { long } from '../../../test/long.ts';
import { framemd5, lookAt, processFile } from '../../../test/opened-video.ts';
import { ffmpeg } from '../../../test/ffmpeg-cli.ts';
import { makeVideo } from '../../../test/videos.ts';
import { sizeAfter } from './frame-size.ts';
import type { Operation } from './operation.ts';
import type { Frame } from './segment.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), "tempograph-test-o'clock:,[x];"));
afterAll(() => rm(folder, { recursive: true }));
const range = { from: null, to: 0.4 };

const annotate = (text: string | null, show: 'FRAME_NUMBER' | 'TIME_CODE' | null = null): Operation => ({
  kind: 'ANNOTATE',
  text,
  show,
  corner: 'TOP_LEFT',
  size: 16,
  colour: '#ffffff',
});

describeVideo('operations', () => {
  const chains: [Operation[], string, string?][] = [
    [
      [
        { kind: 'RESIZE', width: 100, height: 30, fit: 'INSIDE' },
        { kind: 'DENOISE', strength: 0.4 },
        { kind: 'SHARPEN', amount: 0.5 },
      ],
      'scale=40:30,hqdn3d=4,unsharp=luma_amount=1',
    ],
    [
      [
        { kind: 'CROP', x: 100, y: 10, width: 90, height: 50 },
        { kind: 'BLUR', sigma: 2.5 },
      ],
      'crop=60:50:100:10:exact=1,gblur=sigma=2.5',
    ],
    [
      [
        { kind: 'GRAYSCALE' },
        { kind: 'BLUR', sigma: 1 },
        { kind: 'EDGES', low: 0.1, high: 0.2 },
        { kind: 'CROP', x: 0, y: 0, width: 64, height: 64 },
      ],
      'format=gray,gblur=sigma=1,edgedetect=low=0.1:high=0.2,crop=64:64:0:0',
      'gray',
    ],
  ];
  const alone: [Operation[], string, string?][] = [
    [[{ kind: 'RESIZE', width: 80, fit: 'INSIDE' }], 'scale=80:60'],
    [[{ kind: 'RESIZE', width: 100, height: 30, fit: 'INSIDE' }], 'scale=40:30'],
    [[{ kind: 'RESIZE', width: 300, fit: 'INSIDE' }], 'null'],
    [[{ kind: 'RESIZE', width: 90, height: 100, fit: 'FILL' }], 'scale=90:100'],
    [[{ kind: 'CROP', x: 100, y: 10, width: 90, height: 50 }], 'crop=60:50:100:10:exact=1'],
    [[{ kind: 'GRAYSCALE' }], 'format=gray', 'gray'],
    [[{ kind: 'BLUR', sigma: 2.5 }], 'gblur=sigma=2.5'],
    [[{ kind: 'EDGES', low: 0.1, high: 0.3 }], 'edgedetect=low=0.1:high=0.3', 'gray'],
    [[{ kind: 'DENOISE', strength: 0.4 }], 'hqdn3d=4'],
    [[{ kind: 'SHARPEN', amount: 0.5 }], 'unsharp=luma_amount=1'],
  ];
  test.each(long ? [...chains, ...alone] : chains)('%o do what %s does', async (operations, filter, pixels) => {
    const file = await makeVideo('silent.mp4');
    const { frames } = await processFile(file, { operations, range });
    expect(await lookAt(frames, pixels)).toEqual((await framemd5(file, { filter, pixels })).slice(0, 10));
  });

  test('pixels are square, whatever they are in the video', async () => {
    const file = await makeVideo('wide-pixels.mp4');
    const { frames, information } = await processFile(file, { range });
    expect(information.video).toMatchObject({ codedWidth: 160, width: 320, height: 120 });
    expect(await lookAt(frames)).toEqual((await framemd5(file, { filter: 'scale=320:120' })).slice(0, 10));
  });

  test('the sizes that are foretold are those that come', async () => {
    const file = await makeVideo('rotated.mp4');
    const operations: Operation[] = [
      { kind: 'RESIZE', height: 77, fit: 'INSIDE' },
      { kind: 'CROP', x: 3, y: 5, width: 1000, height: 31 },
    ];
    const { frames } = await processFile(file, { operations, range });
    expect(sizeAfter(operations, { width: 120, height: 160 })).toEqual({ width: 55, height: 31 });
    expect([frames[0]!.bytes.readUInt32BE(16), frames[0]!.bytes.readUInt32BE(20)]).toEqual([55, 31]);
    expect(sizeAfter([{ kind: 'CROP', x: 160, y: 0, width: 1, height: 1 }], { width: 160, height: 120 })).toMatch(
      /^operations\.0: nothing of the picture is left, as it is 160 x 120 by then\.$/,
    );
    expect(sizeAfter([{ kind: 'RESIZE', width: 100_000, fit: 'FILL' }], { width: 160, height: 120 })).toMatch(
      /at most/,
    );
  });

  test('an overlay is put in its corner, as wide and as opaque as it is asked for', async () => {
    const file = await makeVideo('late.mkv');
    const mark = path.join(folder, 'mark.webp');
    await ffmpeg('-f', 'lavfi', '-i', 'color=red:s=40x20', '-frames:v', '1', mark);
    const overlay = { kind: 'OVERLAY', file: mark, corner: 'BOTTOM_RIGHT', margin: 10, width: 20, opacity: 1 } as const;
    const plain = await processFile(file, { range });
    const { frames } = await processFile(file, { operations: [overlay], range });
    expect(frames.map(({ pts }) => pts)).toEqual(plain.frames.map(({ pts }) => pts));
    const middle = (await averages(frames[5]!.bytes, 'crop=18:8:131:101')).map((level) => Math.round(level / 16));
    expect(middle).toEqual(
      [15, 0, 0].map((level) => expect.toSatisfy((found: number) => Math.abs(found - level) <= 1)),
    );
    const beside = (bytes: Buffer) => averages(bytes, 'crop=100:80:0:0');
    expect(await beside(frames[5]!.bytes)).toEqual(await beside(plain.frames[5]!.bytes));
    const faint = await processFile(file, { operations: [{ ...overlay, opacity: 0 }], range });
    expect(await lookAt(faint.frames)).toEqual(await lookAt(plain.frames));
  });
});

/** Mean red, green and blue of a part of a PNG. */
async function averages(bytes: Buffer, crop: string): Promise<number[]> {
  const [, width = 0, height = 0, left = 0, top = 0] = /(\d+):(\d+):(\d+):(\d+)/.exec(crop)!.map(Number);
  const { channels } = await sharp(await sharp(bytes).extract({ width, height, left, top }).png().toBuffer()).stats();
  return channels.slice(0, 3).map(({ mean }) => mean);
}

/** Ten frames of the same. */
let still: string;
beforeAll(async () => {
  still = path.join(folder, 'still.mp4');
  await ffmpeg('-f', 'lavfi', '-i', 'color=gray:s=320x60:r=10:d=1', '-c:v', 'ffv1', '-f', 'matroska', still);
});

/** Each frame by the hash of its pixels. */
const looksOf = async (frames: readonly Frame[]) => (await lookAt(frames)).map((line) => line.split(' ')[1]);
const looks = async (operations: Operation[]) => looksOf((await processFile(still, { operations })).frames);

describeVideo('text', () => {
  test('is drawn as it is, whatever it looks like, and so the same on every frame', async () => {
    const texts = [
      '%{n} %{frame_num} %{pts}',
      '%{localtime}',
      "it's 100 % \\ done: [a];b,c=d {e}",
      "':x=0[out];movie=/etc/hostname[in]",
      '%{metadata:x} \\%{n} %%{n}',
      'ends in a backslash \\',
      '%',
      '%{',
      'two\nlines\tand\u0000more',
      'Ünïcödé Ж',
      '-f lavfi',
    ];
    const found = await looks(texts.map((text) => annotate(text)));
    expect(found).toHaveLength(10);
    expect(new Set(found).size).toBe(1);
    const [beyond, percent] = [await looks([annotate('%{n}')]), await looks([annotate('{n}')])];
    expect(beyond[0]).not.toBe(percent[0]);
  });

  test('numbers and times are those of the video, whichever segment and attempt a frame comes from', async () => {
    expect(new Set(await looks([annotate(null, 'TIME_CODE')])).size).toBe(10);
    const operations = [
      annotate('frame', 'FRAME_NUMBER'),
      { ...annotate(null, 'TIME_CODE'), corner: 'BOTTOM_RIGHT' as const },
    ];
    const whole = await processFile(still, { operations });
    const all = await looksOf(whole.frames);
    expect(new Set(all).size).toBe(10);
    const rest = await processFile(still, { operations, after: whole.frames[3]!.position });
    expect(await looksOf(rest.frames)).toEqual(all.slice(4));
    const third = await processFile(still, { operations, sampling: { kind: 'EVERY_NTH', n: 3 } });
    expect(await looksOf(third.frames)).toEqual([0, 3, 6, 9].map((n) => all[n]));
    const later = await processFile(still, { operations, sampling: { kind: 'TIMES', seconds: [0.5] } });
    expect(await looksOf(later.frames)).toEqual([all[5]]);
  });
});
