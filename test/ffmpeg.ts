import { describe, test } from 'vitest';
import { ffmpegVersion } from '../src/platform/video/ffmpeg-version.ts';

const here = (await ffmpegVersion()) !== null;
const why = 'there is no ffmpeg here; install the package ffmpeg';

/** A `describe` for what needs ffmpeg; it says so where there is none. */
export const describeVideo = (what: string, tests: () => void) =>
  here ? describe(what, tests) : describe.skip(`${what}: ${why}`, tests);

/** The same for a `test`; the tests of `describeVideo` say why. */
export const testVideo = here ? test : test.skip;
