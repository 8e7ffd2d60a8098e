import { ffmpegVersion } from '../src/platform/video/ffmpeg-version.ts';
import { describe } from 'vitest';

const here = (await ffmpegVersion()) !== null;

/** A `describe` for what needs ffmpeg; it says so where there is none. */
export const describeVideo = (what: string, tests: () => void) =>
  here ? describe(what, tests) : describe.skip(`${what}: there is no ffmpeg here; install the package ffmpeg`, tests);
