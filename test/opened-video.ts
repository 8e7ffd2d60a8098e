import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { withScratch } from '../src/platform/scratch.ts';
import { decodeSegment, type DecodeRequest } from '../src/platform/video/decode-segment.ts';
import { threads } from '../src/platform/video/limits.ts';
import { planSegments } from '../src/platform/video/plan-segments.ts';
import { probe } from '../src/platform/video/probe.ts';
import type { Frame, Piece, SegmentOutcome } from '../src/platform/video/segment.ts';
import { openSource, type VideoSource } from '../src/platform/video/source.ts';
import { ffmpeg } from './ffmpeg-cli.ts';

/** A file as a source, for as long as it is used. */
export async function withSource<T>(file: string, use: (source: VideoSource) => Promise<T>): Promise<T> {
  const handle = await open(file);
  const { size } = await handle.stat();
  const source = await openSource(async ({ start, end }) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start + 1), 0, end - start + 1, start);
    return buffer.subarray(0, bytesRead);
  }, size);
  try {
    return await use(source);
  } finally {
    await source.close();
    await handle.close();
  }
}

export const signal = new AbortController().signal;
export const probeFile = (file: string) => withSource(file, (source) => probe(source, signal));

type Wish = Partial<Omit<DecodeRequest, 'source' | 'information' | 'segment' | 'scratch' | 'onFrame' | 'onPiece'>> & {
  onFrame?: (frame: Frame, source: VideoSource) => void | Promise<void>;
  onPiece?: (piece: Piece) => void | Promise<void>;
  /** Only this segment. */
  only?: number;
  /** Given each folder to work in. */
  inFolder?: (folder: string) => Promise<void>;
};

/** A whole video, segment after segment, as a workflow would have it done. */
export async function processFile(file: string, wish: Wish = {}) {
  const { sampling = { kind: 'EVERY_FRAME' }, range = { from: null, to: null } } = wish;
  return withSource(file, async (source) => {
    const information = await probe(source, signal);
    const plan = await planSegments({ source, information, sampling, range, signal });
    const bySegment: Frame[][] = [];
    const outcomes: SegmentOutcome[] = [];
    for (const segment of plan.segments) {
      if (wish.only !== undefined && wish.only !== segment.index) continue;
      const frames: Frame[] = [];
      bySegment.push(frames);
      await withScratch(async (scratch) => {
        await wish.inFolder?.(scratch);
        const outcome = await decodeSegment({
          operations: [],
          pictures: { format: 'PNG', quality: 100 },
          video: null,
          after: null,
          threads,
          signal,
          ...wish,
          source,
          information,
          segment,
          sampling,
          range,
          scratch,
          onFrame: async (frame) => {
            frames.push(frame);
            await wish.onFrame?.(frame, source);
          },
        });
        outcomes.push(outcome);
      });
    }
    return { information, plan, frames: bySegment.flat(), bySegment, outcomes };
  });
}

/** Frames of PNG by time and the hash of their pixels, as `framemd5` has them. */
export async function lookAt(frames: readonly Frame[], pixels = 'rgb24'): Promise<string[]> {
  if (frames.length === 0) return [];
  const child = execFile('ffmpeg', [
    '-v',
    'error',
    '-f',
    'png_pipe',
    '-i',
    '-',
    '-fps_mode',
    'passthrough',
    '-pix_fmt',
    pixels,
    '-f',
    'framemd5',
    '-',
  ]);
  for (const { bytes } of frames) child.stdin!.write(bytes);
  child.stdin!.end();
  let text = '';
  for await (const part of child.stdout!) text += part as string;
  return hashesOf(text).map(([, md5], index) => `${frames[index]?.pts} ${md5}`);
}

const hashesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(',').map((part) => part.trim()))
    .map(([, , pts, , , md5]) => [pts!, md5!] as const);

/** What ffmpeg itself makes of a file: time and hash of the pixels of each frame. */
export async function framemd5(file: string, { filter = 'null', pixels = 'rgb24', before = [] as string[] } = {}) {
  const output = ['-map', '0:v:0', '-vf', filter, '-fps_mode', 'passthrough', '-enc_time_base', '-1'];
  const text = await ffmpeg(...before, '-copyts', '-i', file, ...output, '-pix_fmt', pixels, '-f', 'framemd5', '-');
  return hashesOf(text).map(([pts, md5]) => `${pts} ${md5}`);
}
