import type { VideoStream } from './media-information.ts';
import { runFfprobe } from './run-ffprobe.ts';
import type { VideoSource } from './source.ts';
import { toSeconds } from './ticks.ts';
import { VideoRejected } from './video-rejected.ts';

/** All frames as the container has them, before any is decoded. */
export interface ListedFrames {
  /** Times in ticks, ascending. */
  times: number[];
  keys: Set<number>;
  /** Whether a key frame and those after it need none before it. */
  closed: boolean;
  /** Whether each is a frame that can be seen, at its true time. */
  exact: boolean;
  /** What is broken, each in a sentence. */
  problems: string[];
}

/** Of 100 hours at 60 a second less than a quarter; a file that has more is made to. */
const mostFrames = 10_000_000;
/** Reading the largest object over a slow line. */
const mostSeconds = 6 * 3600;

/** Lists the frames of a video, which reads all of it. */
export async function listFrames(
  source: VideoSource,
  video: VideoStream,
  signal: AbortSignal,
  onProgress?: (seconds: number) => void,
): Promise<ListedFrames> {
  const times: number[] = [];
  const keys = new Set<number>();
  let guessed = 0;
  let closed = true;
  let lastKey = -Infinity;
  // Where a container has times of decoding only, those of showing follow from the order.
  const entries = [
    '-fflags',
    '+genpts',
    '-select_streams',
    String(video.index),
    '-show_entries',
    'packet=pts,dts,flags',
    '-of',
    'csv=p=0',
  ];
  const { complaints } = await runFfprobe(source, entries, {
    signal,
    seconds: mostSeconds,
    onLine: (line) => {
      const [pts = '', dts = '', flags = ''] = line.split(',');
      if (!isTime(pts) && !isTime(dts)) return;
      if (flags[1] === 'D') return; // outside of what an edit list shows
      if (times.length >= mostFrames)
        throw new VideoRejected('TOO_LARGE', `The video has more than ${mostFrames} frames. Cut it.`);
      if (!isTime(pts)) guessed++;
      const time = Number(isTime(pts) ? pts : dts);
      times.push(time);
      if (time < lastKey) closed = false;
      if (flags[0] === 'K') keys.add((lastKey = time));
      if (times.length % 1000 === 0) onProgress?.(toSeconds(time, video.timeBase));
    },
  });
  times.sort((a, b) => a - b);
  // VP8 has frames that are there for others only.
  return { times, keys, closed, exact: guessed === 0 && video.codec !== 'vp8', problems: complaints.errors };
}

const isTime = (text: string) => /^-?\d+$/.test(text);
