/**
 * Image enhancement as a service against the same pipeline in a bare loop: 40 photos of 12 megapixels, 4 at a time. Ours
 * goes from S3 to S3 with hashing, Temporal, heartbeats and progress. Its peer is a loop from S3 to S3, which is what one
 * would write without us; a loop from folder to folder is run as well. All servers share the cores with both.
 */
import { createTemporal } from '../src/platform/temporal.ts';
import { startMode } from './lib/child.ts';
import { startBenchStack } from './lib/local-stack.ts';
import { median, report, rounded } from './lib/measure.ts';
import { peakMb, preparePhotos } from './lib/photo-work.ts';

const photos = 40;
const atOnce = 4;
const rounds = 3;

await using stack = await startBenchStack();
await using work = await preparePhotos(stack, photos);
const temporal = createTemporal(stack.settings.temporal);

/** Milliseconds for all photos as runs, started all at once. */
async function ours(round: number) {
  const started = performance.now();
  const handles = await Promise.all(
    work.sources.map((source, index) =>
      temporal.client.workflow.start('imageEnhancement', {
        taskQueue: 'media',
        workflowId: `enhance-${round}-${index}`,
        args: [{ source }],
      }),
    ),
  );
  await Promise.all(handles.map((handle) => handle.result()));
  return performance.now() - started;
}

async function service(round: number) {
  await using worker = await startMode(
    { ...stack.env, RUN_MODE: 'worker', TASK_QUEUES: `media=${atOnce}` },
    'workers are polling',
  );
  return { ms: await ours(round), mb: await peakMb(worker.pid) };
}

const results = [];
for (let round = 0; round < rounds; round++) {
  // Whoever comes first meets a cooler machine and an emptier disk.
  const before = round % 2 === 1 ? await work.bare('s3', atOnce) : null;
  const own = await service(round);
  results.push({ own, s3: before ?? (await work.bare('s3', atOnce)), folder: await work.bare(work.folder, atOnce) });
}
await temporal.close();

const perSecond = (ms: number) => photos / (ms / 1000);
report({
  name: 'enhance',
  unit: 'photos of 12 megapixels per second, 4 at a time',
  ours: rounded(median(results.map(({ own }) => perSecond(own.ms)))),
  peer: rounded(median(results.map(({ s3 }) => perSecond(s3.ms)))),
  ratio: rounded(median(results.map(({ own, s3 }) => s3.ms / own.ms))),
  ratioToFolderLoop: rounded(median(results.map(({ own, folder }) => folder.ms / own.ms))),
  workerPeakMb: rounded(median(results.map(({ own }) => own.mb ?? NaN)), 0),
  peerPeakMb: rounded(median(results.map(({ s3 }) => s3.maxRssMb)), 0),
  rounds: results.map(({ own, s3 }) => rounded(s3.ms / own.ms)),
});
