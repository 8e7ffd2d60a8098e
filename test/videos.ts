import { mkdir, mkdtemp, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { inject } from 'vitest';
import { ffmpegVersion } from '../src/platform/video/ffmpeg-version.ts';
import { ffmpeg } from './ffmpeg-cli.ts';

const pictures = (seconds: number, { size = '160x120', rate = '25' } = {}) =>
  `-f lavfi -i testsrc2=size=${size}:rate=${rate}:duration=${seconds}`;
const sound = (seconds: number) => `-f lavfi -i sine=frequency=440:sample_rate=48000:duration=${seconds}`;
const h264 = '-c:v libx264 -preset ultrafast -bf 2 -g 25 -pix_fmt yuv420p';
const aac = '-c:a aac -b:a 64k';

/** Arguments of ffmpeg for what it can make in one go, by the name of the file. */
const recipes = {
  'plain.mp4': `${pictures(4)} ${sound(4)} ${h264} ${aac}`,
  'silent.mp4': `${pictures(2)} ${h264}`,
  'sound-only.m4a': `${sound(2)} ${aac}`,
  'variable.mp4': `${pictures(4)} -vf select='not(eq(mod(n\\,7)\\,3))+lt(n\\,20)',setpts='PTS+if(gt(N\\,40)\\,N*37\\,0)' -fps_mode passthrough ${h264}`,
  'deep.mp4': `${pictures(2)} -c:v libx265 -preset ultrafast -x265-params log-level=none:open-gop=1:keyint=20:bframes=3 -pix_fmt yuv420p10le -tag:v hvc1`,
  'vp9.webm': `${pictures(2)} ${sound(2)} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 20 -c:a libopus`,
  'vp8.webm': `${pictures(1)} -c:v libvpx -deadline realtime -cpu-used 8 -auto-alt-ref 1 -lag-in-frames 10 -g 20`,
  'one-frame.mp4': `${pictures(1)} -frames:v 1 ${h264}`,
  'odd.mkv': `${pictures(2)} -vf format=yuv444p,pad=161:121 -c:v libx264 -preset ultrafast -pix_fmt yuv444p -bf 2 -g 25`,
  'wide-pixels.mp4': `${pictures(1)} -vf setsar=2/1 ${h264}`,
  'interlaced.ts': `${pictures(3)} -vf tinterlace=interleave_top -c:v mpeg2video -flags +ilme+ildct -bf 2 -g 12`,
  'old.avi': `${pictures(2)} ${sound(2)} -c:v mpeg4 -c:a mp3`,
  'late.mkv': `${pictures(3)} ${h264} -output_ts_offset 3600.5`,
  'front-index.mp4': `${pictures(8)} ${h264} -movflags +faststart`,
  'streamed.mkv': `${pictures(8)} ${h264}`,
  'scenes.mp4': `-f lavfi -i color=red:s=160x120:r=25:d=4.4 -f lavfi -i color=blue:s=160x120:r=25:d=8 -f lavfi -i color=white:s=160x120:r=25:d=17.6 -f lavfi -i color=green:s=160x120:r=25:d=4 -filter_complex concat=n=4,noise=alls=6:allf=t ${h264}`,
  // Long enough for several segments, with groups of pictures that do and do not refer to the one before.
  'closed.mp4': `${pictures(32, { rate: '10', size: '96x64' })} ${h264}`,
  'open.mkv': `${pictures(32, { rate: '10', size: '96x64' })} -c:v libx264 -preset veryfast -bf 3 -g 25 -x264-params open-gop=1:scenecut=0`,
  'open-hevc.mp4': `${pictures(32, { rate: '10', size: '96x64' })} -c:v libx265 -preset ultrafast -x265-params log-level=none:open-gop=1:keyint=25:bframes=3 -tag:v hvc1`,
  'open.ts': `${pictures(32, { rate: '10', size: '96x64' })} -c:v libx264 -preset veryfast -bf 3 -g 25 -x264-params open-gop=1:scenecut=0`,
  'open.mpg': `${pictures(32, { rate: '25', size: '96x64' })} -c:v mpeg2video -bf 2 -g 24`,
  'two-hours.mp4': `${pictures(7200, { size: '96x64', rate: '1' })} -c:v libx264 -preset ultrafast -g 60 -bf 2 -pix_fmt yuv420p`,
} satisfies Record<string, string>;

/** What takes a second step. */
const edits = {
  async 'rotated.mp4'(file: string) {
    const major = Number(/^n?(\d+)/.exec((await ffmpegVersion()) ?? '')?.[1] ?? 99);
    const plain = await makeVideo('plain.mp4');
    if (major < 6) await ffmpeg('-i', plain, '-c', 'copy', '-metadata:s:v:0', 'rotate=270', file);
    else await ffmpeg('-display_rotation:v:0', '-90', '-i', plain, '-c', 'copy', file);
  },
  /** Subtitles, an attachment and a cover beside pictures and sound. */
  async 'laden.mkv'(file: string, folder: string) {
    const [words, notes, cover] = ['words.srt', 'notes.txt', 'cover.png'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(words, '1\n00:00:00,500 --> 00:00:01,500\nHello.\n');
    await writeFile(notes, 'Attached.');
    await ffmpeg('-f', 'lavfi', '-i', 'color=red:s=32x32', '-frames:v', '1', cover);
    const inputs = ['-i', await makeVideo('plain.mp4'), '-i', words, '-map', '0', '-map', '1', '-c', 'copy'];
    const attached = ['-attach', notes, '-metadata:s:t:0', 'mimetype=text/plain', '-attach', cover];
    await ffmpeg(...inputs, '-c:s', 'srt', ...attached, '-metadata:s:t:1', 'mimetype=image/png', file);
  },
  /** Its index is there, and half of what it lists is not. */
  async 'truncated.mp4'(file: string) {
    await half(file, await makeVideo('front-index.mp4'));
  },
  async 'truncated.mkv'(file: string) {
    await half(file, await makeVideo('streamed.mkv'));
  },
  /** Its index was at the end. */
  async 'no-index.mp4'(file: string) {
    await half(file, await makeVideo('plain.mp4'));
  },
  /** In the middle, some of its pictures are noise. */
  async 'damaged.mp4'(file: string) {
    const bytes = await readFile(await makeVideo('front-index.mp4'));
    for (let at = 0; at < 40; at++) bytes.fill(0x5a, Math.round(bytes.length * 0.5) + at * 300).subarray(0, 150);
    await writeFile(file, bytes);
  },
  /** Its header has a rate of 0. */
  async 'no-rate.avi'(file: string) {
    const bytes = await readFile(await makeVideo('old.avi'));
    const header = bytes.indexOf('strhvids');
    bytes.writeUInt32LE(0, header + 8 + 4 + 20); // scale
    bytes.writeUInt32LE(0, header + 8 + 4 + 24); // rate
    bytes.writeUInt32LE(0, bytes.indexOf('avih') + 8); // microseconds of a frame
    await writeFile(file, bytes);
  },
  async 'text.mp4'(file: string) {
    await writeFile(file, 'This is no video, whatever its name is.\n'.repeat(50));
  },
  async 'empty.mp4'(file: string) {
    await writeFile(file, '');
  },
  /** A picture of 20,000 by 10,000 pixels in a few kilobytes. */
  async 'bomb.mov'(file: string, folder: string) {
    const png = path.join(folder, 'bomb.png');
    await writeFile(png, blackPng(20_000, 10_000));
    await ffmpeg('-max_pixels', '1000000000', '-f', 'png_pipe', '-i', png, '-c', 'copy', file);
  },
};

export type VideoName = keyof typeof recipes | keyof typeof edits;

/** Makes one of the videos, once for all tests of this run; its file, which is not to be changed. */
export async function makeVideo(name: VideoName): Promise<string> {
  const folder = path.join(inject('logFolder'), 'videos');
  const file = path.join(folder, name);
  if (await stat(file).then(Boolean, () => false)) return file;
  await mkdir(folder, { recursive: true });
  const own = await mkdtemp(path.join(folder, 'making-')); // another process may be making the same
  const made = path.join(own, name);
  if (name in edits) await edits[name as keyof typeof edits](made, own);
  else await ffmpeg(...recipes[name as keyof typeof recipes].split(' '), made);
  await rename(made, file);
  await rm(own, { recursive: true });
  return file;
}

async function half(file: string, whole: string): Promise<void> {
  const bytes = await readFile(whole);
  await writeFile(file, bytes);
  await truncate(file, Math.round(bytes.length / 2));
}

/** One bit a pixel, all of them 0. */
function blackPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

function crc32(bytes: Buffer): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
