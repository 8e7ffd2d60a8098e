import type { MediaInformation } from './media-information.ts';
import type { Sampling, TimeRange } from './sampling.ts';
import type { SegmentPlan } from './segment.ts';
import type { VideoSource } from './source.ts';

/** The most segments of a video; those of a longer one are longer. */
export const mostSegments = 300;

interface PlanRequest {
  source: VideoSource;
  information: MediaInformation;
  sampling: Sampling;
  range: TimeRange;
  signal: AbortSignal;
  /** Seconds read so far, of the video. */
  onProgress?: (seconds: number) => void;
}

/** Segments of about ten seconds, which begin at key frames. Lists all frames where the sampling goes by their number. */
export function planSegments(_request: PlanRequest): Promise<SegmentPlan> {
  return Promise.reject(new Error('Not written yet.'));
}
