import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeVideo } from '../../../test/ffmpeg.ts';
import { probeFile, processFile } from '../../../test/opened-video.ts';
import { ffmpeg } from '../../../test/ffmpeg-cli.ts';
import { makeVideo, type VideoName } from '../../../test/videos.ts';
import { VideoRejected } from './video-rejected.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-test-'));
afterAll(() => rm(folder, { recursive: true }));

const ratio = (numerator: number, denominator = 1) => ({ numerator, denominator });

describeVideo('a video is analysed', () => {
  const plain = { codec: 'h264', width: 160, height: 120, rotation: 0, bitDepth: 8, frames: 100, framesFrom: 'HEADER' };
  const kinds: [VideoName, object][] = [
    ['plain.mp4', { durationSeconds: 4, audioStreams: 1, audio: { codec: 'aac', sampleRate: 48_000 }, video: plain }],
    ['rotated.mp4', { video: { ...plain, width: 120, height: 160, codedWidth: 160, codedHeight: 120, rotation: 90 } }],
    ['silent.mp4', { audio: null, audioStreams: 0, video: { averageRate: ratio(25), variableRate: false } }],
    ['variable.mp4', { video: { variableRate: true } }],
    ['deep.mp4', { video: { codec: 'hevc', bitDepth: 10, pixelFormat: 'yuv420p10le', frames: 50 } }],
    [
      'vp9.webm',
      { container: 'matroska,webm', audio: { codec: 'opus' }, video: { frames: 50, framesFrom: 'ESTIMATED' } },
    ],
    ['one-frame.mp4', { video: { frames: 1 } }],
    ['odd.mkv', { video: { width: 161, height: 121 } }],
    ['interlaced.ts', { container: 'mpegts', video: { interlaced: true, codec: 'mpeg2video' } }],
    ['late.mkv', { durationSeconds: 3, video: { startPts: 3_600_500 } }],
    ['laden.mkv', { subtitleStreams: 1, attachments: 2, video: { codec: 'h264' } }],
    ['two-hours.mp4', { durationSeconds: 7200, video: { frames: 7200, averageRate: ratio(1) } }],
    ['truncated.mp4', { durationSeconds: 8, video: { frames: 200 } }],
    ['no-rate.avi', { container: 'avi', video: { codec: 'mpeg4' } }],
  ];
  test.each(kinds)('%s', async (name, expected) => {
    const information = await probeFile(await makeVideo(name));
    expect(information).toMatchObject(expected);
    expect(information.problems).toEqual([]);
  });
});

const rejection = async (file: string): Promise<VideoRejected> => {
  const error: unknown = await probeFile(file).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(VideoRejected);
  return error as VideoRejected;
};

describeVideo('what is no video', () => {
  test.each<[VideoName, string, RegExp]>([
    ['sound-only.m4a', 'NOT_A_VIDEO', /^There are no moving pictures in it: it has only audio\./],
    ['text.mp4', 'NOT_A_VIDEO', /^It is no video of a kind that is taken/],
    ['empty.mp4', 'NOT_A_VIDEO', /^The object has no bytes/],
    ['no-index.mp4', 'UNREADABLE', /^The video has no index \(moov\).* Store the whole file/],
    ['bomb.mov', 'TOO_LARGE', /20000 x 10000/],
  ])('%s is refused, in words', async (name, code, message) => {
    const { code: said, message: words } = await rejection(await makeVideo(name));
    expect([said, words]).toEqual([code, expect.stringMatching(message)]);
  });
});

describeVideo('what a truncated or damaged video holds', () => {
  test.each<[VideoName, number]>([
    ['truncated.mp4', 200],
    ['truncated.mkv', 200],
    ['damaged.mp4', 200],
  ])('%s is decoded as far as it can be, and never said to be complete', async (name, whole) => {
    const file = await makeVideo(name);
    const { plan, frames, outcomes, information } = await processFile(file);
    const byFfmpeg = await ffmpeg('-i', file, '-map', '0:v:0', '-f', 'framecrc', '-fps_mode', 'passthrough', '-').catch(
      (error: unknown) => (error as { stdout: string }).stdout,
    );
    expect(frames.length).toBe(byFfmpeg.split('\n').filter((line) => line.startsWith('0,')).length);
    expect(frames.length).toBeGreaterThan(whole / 4);
    expect([...plan.problems, ...outcomes.flatMap(({ problems }) => problems)]).not.toEqual([]);
    if (name.startsWith('truncated')) expect(frames.length).toBeLessThan(whole * 0.8);
    if (name.endsWith('.mp4')) expect(information.video.frames).toBe(whole);
    expect(JSON.stringify([plan, outcomes])).not.toMatch(/127\.0\.0\.1|0x[0-9a-f]{6}/);
  });
});

describeVideo('files that name others', () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked++;
    response.end();
  });
  let canary = '';
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    canary = `http://127.0.0.1:${(server.address() as AddressInfo).port}/canary.ts`;
  });
  afterAll(() => void server.close());

  const playlists: Record<string, (target: string) => string> = {
    'a playlist (HLS)': (target) => `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${target}\n#EXT-X-ENDLIST\n`,
    'a manifest (DASH)': (target) =>
      `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT10S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${target}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    'a script of concat': (target) => `ffconcat version 1.0\nfile '${target}'\n`,
    'a session description (SDP)': () =>
      `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n`,
    'a list of addresses (ASX)': (target) => `<asx version="3.0"><entry><ref href="${target}"/></entry></asx>`,
    'a drawing (SVG)': (target) =>
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="${target}" width="9" height="9"/></svg>`,
    subtitles: () => '1\n00:00:00,000 --> 00:00:01,000\nHello\n',
  };

  test.each(Object.entries(playlists))(
    '%s is refused, whatever it names, and nothing is fetched or read',
    async (_, write) => {
      const victim = await makeVideo('silent.mp4');
      for (const target of [canary, victim, `file://${victim}`, `concat:${victim}`]) {
        const file = path.join(folder, 'named.mp4');
        await writeFile(file, write(target));
        const { code, message } = await rejection(file);
        expect(code).toBe('NOT_A_VIDEO');
        expect(message).not.toContain(folder);
      }
      expect(asked).toBe(0);
    },
  );

  test('a picture is no video', async () => {
    const file = path.join(folder, 'picture.png');
    await ffmpeg('-f', 'lavfi', '-i', 'color=red:s=32x32', '-frames:v', '1', file);
    expect((await rejection(file)).code).toBe('NOT_A_VIDEO');
  });
});
