import type { MediaInformation } from './media-information.ts';
import { toSeconds } from './ticks.ts';

/** Seconds by which ffmpeg looks earlier in containers that find frames by when they are decoded: 3/23. */
const earlier = 0.1305;
/** Seconds to begin before a key frame where a container has no index: ffmpeg finds some packet, and goes on to the key frame. */
const generous = 1;

/** Containers that have no index of key frames. */
export const isUnindexed = ({ container }: MediaInformation): boolean => /^(mpegts|mpeg|ogg|flv|asf)$/.test(container);

/**
 * The second to have ffmpeg look at, so that it begins with the key frame at `start` and not with the one before, which would cost
 * decoding everything between them. Where `start` is no key frame, `next` is null.
 */
export function seekOf(start: number, information: MediaInformation, next: number | null): number {
  const { container, video } = information;
  const at = toSeconds(start, video.timeBase);
  if (isUnindexed(information)) return at - generous;
  const looksEarlier = video.reorders && !container.includes('mov');
  const room = next === null ? 0 : toSeconds(next - start, video.timeBase);
  return at + (looksEarlier && room > 2 * earlier ? earlier : 0.000001);
}
