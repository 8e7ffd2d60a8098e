import type { MediaInformation, Ratio } from './media-information.ts';
import type { TimeRange } from './sampling.ts';
import type { VideoFormat } from './segment.ts';
import type { VideoSource } from './source.ts';

interface JoinRequest {
  /** Pieces in order of time, each an object that can be read, with the time of its first frame in ticks. */
  pieces: readonly { source: VideoSource; start: number }[];
  /** Of the video that they were made of. */
  timeBase: Ratio;
  format: VideoFormat;
  /** Where sound is taken from; null for none. */
  audio: { source: VideoSource; information: MediaInformation; range: TimeRange } | null;
  /** An empty folder of our own, for lists. */
  scratch: string;
  /** The file that is written: `.mp4` for H264, `.webm` for VP9. */
  output: string;
  /** The most it may have. */
  maxBytes: number;
  signal: AbortSignal;
}

/** Puts pieces of video together without encoding them again, with the sound of the source beside them. */
export function joinVideo(_request: JoinRequest): Promise<{ bytes: number }> {
  return Promise.reject(new Error('Not written yet.'));
}
