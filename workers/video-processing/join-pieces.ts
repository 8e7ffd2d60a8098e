import path from 'node:path';
import { joinVideo } from '../../src/platform/video/join-video.ts';
import { openSources } from '../../src/platform/video/source.ts';
import type { Storage } from '../../src/platform/storage.ts';
import type { ActivityContext } from '../kit/activity.ts';
import type { ObjectLocation } from '../kit/objects.ts';
import type { VideoResult } from './contract.ts';
import type { JoinedPiece } from './gather.ts';
import { rangeOf, type Job } from './job.ts';
import { readerOf, withSource } from './source.ts';

/** It is a file of the worker before it is stored. */
const mostBytes = 8 * 1024 ** 3;

const kinds = {
  H264: { name: 'video.mp4', contentType: 'video/mp4' },
  VP9: { name: 'video.webm', contentType: 'video/webm' },
} as const;

interface What {
  job: Job;
  pieces: readonly JoinedPiece[];
  at: (name: string) => ObjectLocation;
  scratch: string;
}

/** Makes one video of the pieces, where one is asked for. */
export async function joinPieces(
  storage: Storage,
  { job, pieces, at, scratch }: What,
  { signal, report }: Pick<ActivityContext, 'signal' | 'report'>,
): Promise<VideoResult['video']> {
  const asked = job.output.video;
  if (!asked) return null;
  report({ message: 'Putting the video together' });
  const { media } = job;
  const { name, contentType } = kinds[asked.codec];
  const output = path.join(scratch, name);
  const sources = await openSources(
    pieces.map(({ key, bytes }) => ({ bytes, read: readerOf(storage, storage.own(key)) })),
  );
  try {
    await withSource(storage, job, (source) =>
      joinVideo({
        pieces: pieces.map(({ start }, n) => ({ source: sources[n]!, start })),
        timeBase: media.video.timeBase,
        format: asked,
        audio: asked.keepAudio && media.audio ? { source, information: media, range: rangeOf(job.range) } : null,
        scratch,
        output,
        maxBytes: mostBytes,
        signal,
      }),
    );
  } finally {
    await sources[0]?.close(); // and all of them
  }
  const place = at(name);
  const stored = await storage.writeFile(place, output, {
    contentType,
    signal,
    onProgress: (done) => report({ done, unit: 'bytes', message: 'Storing the video' }),
  });
  return { ...place, contentType, ...stored };
}
