/**
 * Image enhancement as a service against the same pipeline in a bare loop: 40 photos of 12 megapixels, 4 at a time. Ours
 * goes from S3 to S3 with hashing, Temporal, heartbeats and progress. Its peer is a loop from S3 to S3, which is what one
 * would write without us; a loop from folder to folder is run as well. All servers share the cores with both.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createStorage } from '../src/platform/storage.ts';
import { createTemporal } from '../src/platform/temporal.ts';
import { startMode } from './lib/child.ts';
import { startBenchStack } from './lib/local-stack.ts';
import { median, report, rounded } from './lib/measure.ts';
import { photoOf12Megapixels } from './lib/photos.ts';

const photos = 40;
const atOnce = 4;
const rounds = 3;
const run = promisify(execFile);

const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-photos-'));
await using stack = await startBenchStack();
const storage = createStorage(stack.settings.storage);
const temporal = createTemporal(stack.settings.temporal);
const bucket = storage.workBucket;

const distinct = await Promise.all(Array.from({ length: 4 }, (_, seed) => photoOf12Megapixels(seed)));
for (let index = 0; index < photos; index++) {
  const photo = distinct[index % distinct.length]!;
  await writeFile(path.join(folder, `${index}.jpg`), photo);
  await storage.write({ bucket, key: `bench/${index}.jpg` }, photo, { contentType: 'image/jpeg' });
}

/** Milliseconds for all photos as runs, started all at once as a batch would be. */
async function ours(round: number) {
  const started = performance.now();
  const handles = await Promise.all(
    Array.from({ length: photos }, (_, index) =>
      temporal.client.workflow.start('imageEnhancement', {
        taskQueue: 'media',
        workflowId: `enhance-${round}-${index}`,
        args: [{ source: { bucket, key: `bench/${index}.jpg` } }],
      }),
    ),
  );
  await Promise.all(handles.map((handle) => handle.result()));
  return performance.now() - started;
}

/** The loop, from S3 or from a folder. */
async function bare(from: string) {
  const script = fileURLToPath(new URL('./lib/enhance-bare.ts', import.meta.url));
  const env = { ...process.env, ...stack.env };
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, from, String(photos), String(atOnce)], {
    env,
  });
  return JSON.parse(stdout) as { ms: number; maxRssMb: number };
}

/** Peak memory of a process, from the kernel's own count; null where there is no /proc. */
async function peakMb(pid: number) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s+(\d+)/.exec(status)?.[1];
  return kilobytes ? Number(kilobytes) / 1024 : null;
}

async function service(round: number) {
  await using worker = await startMode(
    { ...stack.env, RUN_MODE: 'worker', WORKER_CONCURRENCY: String(atOnce) },
    'workers are polling',
  );
  return { ms: await ours(round), mb: await peakMb(worker.pid) };
}

const results = [];
for (let round = 0; round < rounds; round++) {
  // Whoever comes first meets a cooler machine and an emptier disk.
  const before = round % 2 === 1 ? await bare('s3') : null;
  const own = await service(round);
  results.push({ own, s3: before ?? (await bare('s3')), folder: await bare(folder) });
}
await temporal.close();
storage.close();
await rm(folder, { recursive: true, force: true });

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
