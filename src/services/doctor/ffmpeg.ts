import { ffmpegVersion, isNewEnough } from '../../platform/video/ffmpeg-version.ts';
import { ok, warning, type Check } from './finding.ts';

/** Whether videos can be processed here: workers need it, and nobody else. */
export const checkFfmpeg = (ask = ffmpegVersion): Check => ({
  name: 'ffmpeg',
  todo: 'Install the package ffmpeg again: the program is there and does not run.',
  async run() {
    const version = await ask();
    const todo = 'Install the package ffmpeg where workers are to process videos: `apt-get install ffmpeg`.';
    if (version === null) return warning('there is none here', todo);
    return isNewEnough(version) ? ok(version) : warning(`${version}; videos take 5.1 or newer`, todo);
  },
});
