import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type * as z from 'zod';
import { withScratch } from '../../src/platform/scratch.ts';
import type { Storage } from '../../src/platform/storage.ts';
import type { ActivityContext } from '../kit/activity.ts';
import { storeResult } from '../kit/store.ts';
import { chosenFrames, contactSheet } from './contact-sheet.ts';
import { mostListed, type VideoResult, type videoProcessing } from './contract.ts';
import { manifestAt } from './destination.ts';
import { readJob, type Job } from './job.ts';
import { joinPieces } from './join-pieces.ts';
import type { VideoFrame } from './manifest.ts';
import { pictureAt, picturesOf } from './pictures.ts';
import { failOfVideo } from './source.ts';
import { gather, type Gathered } from './gather.ts';

type Activity = (typeof videoProcessing)['activities']['assemble'];
type Input = z.output<Activity['input']>;
type Context = ActivityContext<typeof videoProcessing, Activity>;

const jsonLines = 'application/x-ndjson';

/** Puts together what segments have stored, and says what became of the video. */
export async function assemble(storage: Storage, input: Input, context: Context): Promise<VideoResult> {
  const { signal, fail, report } = context;
  const seconds = Math.max(0.001, (Date.now() - input.startedAt) / 1000);
  const job = await readJob(storage, input.plan.key, signal);
  const { destination, plan } = job;
  return withScratch(async (scratch) => {
    const file = path.join(scratch, 'manifest.jsonl');
    const lost = new Map(input.lost.map((one) => [one.segment, one]));
    const gathered = await gather(storage, { job, lost, folder: input.folder, file }, { signal, report });
    const { frames } = gathered;
    if (frames === 0) return failOfNothing(gathered, fail);

    const at = (name: string) => ({ bucket: destination.bucket, key: `${destination.prefix}${name}` });
    const place = manifestAt(destination);
    const stored = await storage.writeFile(place, file, { contentType: jsonLines, signal });
    const sheet = await storeSheet(
      storage,
      { job, gathered, folder: input.folder, file, place: at('contact-sheet.jpg') },
      context,
    );
    const video = await joinPieces(storage, { job, pieces: gathered.pieces, at, scratch }, context).catch(
      (error: unknown) => failOfVideo(error, fail),
    );
    const { problems } = gathered;
    const counts = countsOf(job, gathered);
    return {
      media: job.media,
      complete: problems.length === 0 && lost.size === 0,
      frames: counts,
      problemCount: problems.length,
      problems: problems.slice(0, mostListed),
      segments: plan.segments.length,
      lostSegments: gathered.lost.slice(0, mostListed),
      lostSegmentCount: lost.size,
      framesPerSecond: frames / seconds,
      manifest: { ...place, contentType: jsonLines, ...stored },
      contactSheet: sheet,
      video,
      destination,
    };
  });
}

/** Nothing to show for: because nothing fits, or because nothing could be decoded. */
function failOfNothing({ decoded, problems }: Gathered, fail: Context['fail']): never {
  if (decoded === 0)
    return fail(
      'UNREADABLE_VIDEO',
      `None of its frames could be decoded. ${problems[0] ?? 'The file may be damaged, or end too early.'}`,
    );
  return fail(
    'NOTHING_SAMPLED',
    'No frame of the video is in the range and fits the sampling: choose another of them.',
  );
}

function countsOf({ media }: Job, { expected, decoded, sampled, frames }: Gathered): VideoResult['frames'] {
  return {
    promised: media.video.frames,
    expected,
    decoded,
    sampled,
    processed: frames,
    failed: Math.max(0, (expected ?? decoded) - decoded),
  };
}

async function storeSheet(
  storage: Storage,
  {
    job,
    gathered,
    folder,
    file,
    place,
  }: { job: Job; gathered: Gathered; folder: string; file: string; place: { bucket: string; key: string } },
  { signal, report }: Context,
) {
  const asked = job.output.contactSheet;
  const pictures = picturesOf(job);
  if (!asked || !pictures) return null;
  report({ message: 'Making the contact sheet' });
  const chosen = new Set(chosenFrames(gathered.frames, asked));
  const reads: (() => Promise<Buffer>)[] = [];
  for await (const line of createInterface(createReadStream(file))) {
    const { index, seconds } = JSON.parse(line) as VideoFrame;
    if (!chosen.has(index)) continue;
    const at = pictureAt(storage, pictures, job, `${folder}/${gathered.segmentOf(index)}`, seconds);
    reads.push(() => storage.read(at, { signal }));
  }
  const bytes = await contactSheet(reads, asked);
  return storeResult(storage, place, bytes, { contentType: 'image/jpeg', signal });
}
