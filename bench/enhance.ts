/**
 * Image enhancement as a service against the same pipeline in a bare loop: 40 photos of 12 megapixels, 4 at a time. Ours
 * includes reading from S3 and writing to it, hashing, Temporal, heartbeats and progress.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createStorage } from '../src/platform/storage.ts';
import { createTemporal } from '../src/platform/temporal.ts';
import { startMode } from './child.ts';
import { startBenchStack } from './local-stack.ts';
import { median, report, rounded } from './measure.ts';
import { photoOf12Megapixels } from './photos.ts';

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

async function bare() {
  const script = fileURLToPath(new URL('./enhance-bare.ts', import.meta.url));
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, folder, String(atOnce)]);
  return JSON.parse(stdout) as { ms: number; maxRssMb: number };
}

/** Peak memory of a process, from the kernel's own count; null where there is no /proc. */
async function peakMb(pid: number) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s+(\d+)/.exec(status)?.[1];
  return kilobytes ? Number(kilobytes) / 1024 : null;
}

const results: { ours: number; peer: number; workerMb: number | null; peerMb: number }[] = [];
for (let round = 0; round < rounds; round++) {
  const peerFirst = round % 2 === 1 ? await bare() : null;
  await using worker = await startMode(
    { ...stack.env, RUN_MODE: 'worker', WORKER_CONCURRENCY: String(atOnce) },
    'workers are polling',
  );
  const ms = await ours(round);
  const workerMb = await peakMb(worker.pid);
  const peer = peerFirst ?? (await bare());
  results.push({ ours: ms, peer: peer.ms, workerMb, peerMb: peer.maxRssMb });
}
await temporal.close();
storage.close();
await rm(folder, { recursive: true, force: true });

const perSecond = (ms: number) => photos / (ms / 1000);
report({
  name: 'enhance',
  unit: 'photos of 12 megapixels per second, 4 at a time',
  ours: rounded(median(results.map((result) => perSecond(result.ours)))),
  peer: rounded(median(results.map((result) => perSecond(result.peer)))),
  ratio: rounded(median(results.map((result) => result.peer / result.ours))),
  workerPeakMb: rounded(median(results.map(({ workerMb }) => workerMb ?? NaN)), 0),
  peerPeakMb: rounded(median(results.map(({ peerMb }) => peerMb)), 0),
  rounds: results.map((result) => rounded(result.peer / result.ours)),
});
