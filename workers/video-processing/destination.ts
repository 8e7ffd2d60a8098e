import type { DestinationPrefix } from '../kit/objects.ts';
import { videoProcessing, type VideoInput } from './contract.ts';

/**
 * What the keys of results begin with. Another input has another place, so that neither two videos of one name, as of a batch, nor two
 * runs with the same video get in each other's way; the same input has the same place, where the same is written again.
 */
export function destinationOf(input: VideoInput): DestinationPrefix {
  const { bucket, prefix } = input.destination ?? { bucket: input.source.bucket, prefix: 'videos/' };
  const work = videoProcessing.workflowId(input).replace(/^.*-/, '').slice(0, 12);
  return { bucket, prefix: `${prefix}${input.source.key}/${work}/` };
}

/** Pictures by when they are shown: in order of time in lists, and the same whoever makes them. */
export const pictureName = (seconds: number, extension: string) =>
  `${seconds < 0 ? '-' : ''}${Math.abs(seconds).toFixed(6).padStart(13, '0')}.${extension}`;

export const frameKey = ({ prefix }: DestinationPrefix, seconds: number, extension: string) =>
  `${prefix}frames/${pictureName(seconds, extension)}`;

export const manifestAt = ({ bucket, prefix }: DestinationPrefix) => ({ bucket, key: `${prefix}manifest.jsonl` });

/** Where results go, for what is checked before any work is done: the longest of the names of pictures stands for all. */
export const outputsOf = (place: DestinationPrefix) => [{ bucket: place.bucket, key: frameKey(place, 0, 'jpeg') }];
