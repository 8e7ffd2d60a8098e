import type { MediaInformation } from '../../src/platform/video/media-information.ts';
import type { Sampling } from '../../src/platform/video/sampling.ts';
import type { SegmentPlan } from '../../src/platform/video/segment.ts';
import type { Storage } from '../../src/platform/storage.ts';
import { storeWork } from '../kit/store.ts';
import type { DestinationPrefix } from '../kit/objects.ts';
import type { AnalysedVideo, VideoInput } from './contract.ts';

/** All that is known once it is planned: what each segment needs, and what the result is made of. */
export interface Job extends Pick<VideoInput, 'output' | 'range' | 'mostFrames'> {
  source: AnalysedVideo['source'];
  bytes: number;
  media: MediaInformation;
  destination: DestinationPrefix;
  sampling: Sampling;
  operations: AnalysedVideo['operations'];
  plan: SegmentPlan;
}

/** Stores what was planned, as an intermediate object. */
export const writeJob = (storage: Storage, key: string, job: Job, signal: AbortSignal) =>
  storeWork(storage, key, Buffer.from(JSON.stringify(job)), { contentType: 'application/json', signal });

/** Reads what planning has stored. */
export const readJob = async (storage: Storage, key: string, signal: AbortSignal) =>
  JSON.parse((await storage.read(storage.own(key), { signal })).toString()) as Job;

/** What is asked for, in the platform's words. */
export function samplingOf(asked: VideoInput['sampling']): Sampling {
  switch (asked.kind) {
    case 'ALL':
      return { kind: asked.keyFramesOnly ? 'KEY_FRAMES' : 'EVERY_FRAME' };
    case 'EVERY_NTH':
      return asked.n === 1 ? { kind: 'EVERY_FRAME' } : asked;
    case 'TIMES':
      return { ...asked, seconds: [...new Set(asked.seconds)].toSorted((a, b) => a - b) };
    default:
      return asked;
  }
}

export const rangeOf = ({ from, to }: VideoInput['range']) => ({ from: from ?? null, to: to ?? null });
