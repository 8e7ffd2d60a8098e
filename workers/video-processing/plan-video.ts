import { planSegments } from '../../src/platform/video/plan-segments.ts';
import type { Storage } from '../../src/platform/storage.ts';
import type { AnalysedVideo, PlannedVideo, VideoInput } from './contract.ts';
import { rangeOf, samplingOf, writeJob, type Job } from './job.ts';
import { failOfVideo, withSource } from './source.ts';
import type { TaskContext } from './thread/messages.ts';

export interface PlanWork {
  input: VideoInput;
  analysed: AnalysedVideo;
  /** Where to store what is planned. */
  key: string;
}

/** Divides the video, and stores all that is known of the work from here on. */
export async function planVideo(
  storage: Storage,
  { input, analysed, key }: PlanWork,
  { signal, fail, report }: TaskContext,
): Promise<PlannedVideo> {
  const { media, ...found } = analysed;
  const asked = { sampling: samplingOf(input.sampling), range: rangeOf(input.range) };
  const seconds = media.durationSeconds;
  const plan = await withSource(storage, analysed, (source) =>
    planSegments({
      source,
      information: media as Job['media'],
      ...asked,
      signal,
      onProgress: (done) =>
        report({
          done,
          ...(seconds !== null && { total: seconds }),
          unit: 'seconds',
          message: 'Looking for places to divide the video at',
        }),
    }),
  ).catch((error: unknown) => failOfVideo(error, fail));
  const { segments, sampled } = plan;
  if (segments.length === 0 || sampled === 0)
    return fail(
      'NOTHING_SAMPLED',
      'No frame of the video is in the range and fits the sampling: choose another of them.',
    );
  if (sampled !== null && sampled > input.mostFrames)
    return fail(
      'TOO_MANY_FRAMES',
      `There are ${plan.sampledExact ? '' : 'about '}${sampled} frames, and mostFrames is ${input.mostFrames}. Take fewer by sampling or range, or raise it.`,
    );
  const { output, mostFrames, range } = input;
  const job: Job = {
    ...found,
    media: media as Job['media'],
    output,
    mostFrames,
    range,
    sampling: asked.sampling,
    plan,
  };
  const stored = await writeJob(storage, key, job, signal);
  return { plan: stored, segments: segments.length, sampled, startedAt: Date.now() };
}
