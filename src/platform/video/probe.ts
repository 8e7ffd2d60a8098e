import type { MediaInformation } from './media-information.ts';
import type { VideoSource } from './source.ts';

/** What kind of video it is. Throws VideoRejected. */
export function probe(_source: VideoSource, _signal: AbortSignal): Promise<MediaInformation> {
  return Promise.reject(new Error('Not written yet.'));
}
