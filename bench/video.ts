/**
 * Frames of videos: `videoProcessing` from its start to its result in storage, against the command line of ffmpeg that does the
 * same in one process, from a file to files, which are then stored: 1 frame a second, every frame, a chain of filters on every
 * frame, scene changes. One worker, which by itself works on a segment for each processor; and `one` at a time for comparison. A line
 * for each task, and the least ratio last. `toFiles` compares with ffmpeg alone, which stores nothing.
 * Options: `--seconds 60` of the video, `--rounds 3`, `--tasks "1 fps;every frame"`.
 */
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { migrate } from '../src/platform/db/migrate.ts';
import { processEnv } from '../src/platform/env.ts';
import { createLog } from '../src/platform/log.ts';
import { createTemporal } from '../src/platform/temporal.ts';
import { processorSeconds, readCpu, residentBytes } from './lib/progress/usage.ts';
import { compileProgram } from '../test/compile.ts';
import { makeImage } from '../test/image.ts';
import { startCommand } from './lib/child.ts';
import { startBenchStack } from './lib/local-stack.ts';
import { median, report, rounded } from './lib/measure.ts';
import { prepareVideo, tasks, watchMemory, type StoredVideo, type VideoTask } from './lib/video-work.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string' }, rounds: { type: 'string' }, tasks: { type: 'string' } },
});
const chosen = values.tasks?.split(';');
const rounds = Number(values.rounds ?? 3);
const cores = os.availableParallelism();

await using stack = await startBenchStack();
await migrate(stack.settings.databaseUrl!, createLog('warn')); // there is no API to do it, and discarding needs it
await using work = await prepareVideo(stack);
// As in the image: compiled, with its own settings of memory.
const image = makeImage(await mkdtemp(path.join(work.folder, 'image-')), await compileProgram(work.folder));
const temporal = createTemporal(stack.settings.temporal);
let runs = 0;

// One worker for all, as one that has been at work for a while is what videos meet.
const settings = { HOST: '127.0.0.1', PORT: '0', RUN_MODE: 'worker', TASK_QUEUES: `video=${cores}` };
const PATH = `${image.env['PATH']}:${processEnv()['PATH']}`; // ffmpeg is the one that it is compared with
const env = { ...stack.env, ...image.env, ...settings, PATH };
await using worker = await startCommand([image.entrypoint], env, 'workers are polling');

async function run(
  task: Pick<VideoTask, 'sampling' | 'operations'>,
  source: StoredVideo['at'],
  segmentsAtOnce: number,
) {
  const { sampling, operations } = task;
  const destination = { bucket: source.bucket, prefix: `bench/${++runs}/` };
  return (await temporal.client.workflow.execute('videoProcessing', {
    taskQueue: 'video',
    workflowId: `video-${runs}`,
    args: [{ source, sampling, operations, output: work.output, destination, segmentsAtOnce }],
  })) as { frames: { processed: number }; complete: boolean };
}

async function ours(task: VideoTask, { at }: StoredVideo, places: number) {
  const idleMb = (await residentBytes(worker.pid)) / 1024 ** 2;
  const servers = Object.values(await stack.pids());
  const memory = watchMemory(worker.pid);
  const before = [await processorSeconds(worker.pid), (await readCpu())(...servers)] as const;
  const begun = performance.now();
  const result = await run(task, at, places);
  const ms = performance.now() - begun;
  const after = [await processorSeconds(worker.pid), (await readCpu())(...servers)] as const;
  if (!result.complete) throw new Error('The result says that it is not complete.');
  return {
    ms,
    frames: result.frames.processed,
    idleMb,
    maxRssMb: await memory.peak(),
    processorMs: {
      worker: (after[0].own - before[0].own) * 1000,
      ffmpeg: (after[0].ended - before[0].ended) * 1000,
      servers: (after[1] - before[1]) * 1000,
    },
  };
}

await run(tasks[1]!, (await work.video(20)).at, cores);
const results = [];
for (const task of tasks.filter(({ name }) => !chosen || chosen.includes(name))) {
  const video = await work.video(Number(values.seconds ?? task.seconds));
  const measured: { files: number; peer: number; one: number; all: number }[] = [];
  const processor = { peer: 0, ffmpeg: 0, worker: 0, servers: 0 };
  const peaks = { peer: 0, idle: 0, one: 0, all: 0 };
  let counted = { frames: 0, peerFrames: 0 };
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first meets a cooler machine and an emptier disk.
    const before = round % 2 === 1 ? await work.bare(task, video) : null;
    const one = await ours(task, video, 1);
    const all = await ours(task, video, cores);
    const peer = before ?? (await work.bare(task, video));
    measured.push({ files: peer.filesMs, peer: peer.ms, one: one.ms, all: all.ms });
    const used = { peer: peer.maxRssMb, idle: one.idleMb, one: one.maxRssMb, all: all.maxRssMb };
    for (const [key, mb] of Object.entries(used)) peaks[key as 'peer'] = Math.max(peaks[key as 'peer'], Math.round(mb));
    const spent = { peer: peer.processorMs, ...one.processorMs };
    for (const [key, ms] of Object.entries(spent)) processor[key as 'peer'] += ms / rounds / video.frames;
    counted = { frames: one.frames, peerFrames: peer.frames };
  }
  const middle = (of: 'files' | 'peer' | 'one' | 'all') => median(measured.map((round) => round[of]));
  const result = {
    task: task.name,
    ofSeconds: video.frames / 30,
    ...counted,
    seconds: {
      files: rounded(middle('files') / 1000),
      peer: rounded(middle('peer') / 1000),
      one: rounded(middle('one') / 1000),
      all: rounded(middle('all') / 1000),
    },
    ratio: rounded(middle('peer') / middle('all')),
    ratioOne: rounded(middle('peer') / middle('one')),
    toFiles: rounded(middle('files') / middle('all')),
    /** Milliseconds of a processor for each frame of the source; ours with one segment at a time, the peer's of ffmpeg alone. */
    processorMs: Object.fromEntries(Object.entries(processor).map(([key, ms]) => [key, rounded(ms)])),
    peakMb: peaks,
  };
  console.log(JSON.stringify(result));
  results.push({
    ...result,
    rate: video.frames / (middle('all') / 1000),
    peerRate: video.frames / (middle('peer') / 1000),
  });
}
await temporal.close();

const worst = results.toSorted((a, b) => a.ratio - b.ratio)[0]!;
report({
  name: 'video',
  unit: 'frames of the source a second, one worker',
  ours: rounded(worst.rate, 1),
  peer: rounded(worst.peerRate, 1),
  peerName: 'ffmpeg in one process, from a file to files, and these stored',
  ratio: worst.ratio,
  worst: worst.task,
  ratioOne: Math.min(...results.map(({ ratioOne }) => ratioOne)),
  ratioToFiles: Math.min(...results.map(({ toFiles }) => toFiles)),
  rounds,
});
