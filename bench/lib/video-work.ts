import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createStorage } from '../../src/platform/storage.ts';
import { pictureEncoder } from '../../src/platform/video/encoders.ts';
import type { BenchStack } from './local-stack.ts';
import { drive } from './measure.ts';
import { processorSeconds } from './progress/usage.ts';
import { plainSdk } from './plain-sdk.ts';
import { readProc } from './proc.ts';

const run = promisify(execFile);
const quality = 85;

/** A task as the workflow is asked for it, and as ffmpeg is at a terminal. */
export interface VideoTask {
  name: string;
  /** Of video, unless the benchmark is told otherwise: as many as the command line has some twenty seconds to do with. */
  seconds: number;
  sampling: object;
  operations: object[];
  /** Filters of the command line that do the same. */
  filters: string[];
}

const text = { kind: 'ANNOTATE', text: 'bench', show: 'FRAME_NUMBER', size: 48 };
export const tasks: VideoTask[] = [
  { name: '1 fps', seconds: 240, sampling: { kind: 'FPS', fps: 1 }, operations: [], filters: ['fps=1'] },
  { name: 'every frame', seconds: 60, sampling: { kind: 'ALL' }, operations: [], filters: [] },
  {
    name: 'blur, edges, text',
    seconds: 20,
    sampling: { kind: 'ALL' },
    operations: [{ kind: 'BLUR', sigma: 2 }, { kind: 'EDGES', low: 0.1, high: 0.3 }, text],
    filters: [
      'gblur=sigma=2',
      'edgedetect=low=0.1:high=0.3:mode=wires',
      "drawtext=font=Sans:text='bench %{n}':fontsize=48:fontcolor=white:box=1:boxcolor=black@0.5:boxborderw=4:x=24:y=24",
    ],
  },
  {
    name: 'scene changes',
    seconds: 180,
    sampling: { kind: 'SCENES', threshold: 0.3 },
    operations: [],
    filters: ["select='gt(scene,0.3)'"],
  },
];

/** A video in storage, and as a file. */
export interface StoredVideo {
  at: { bucket: string; key: string };
  file: string;
  frames: number;
}

/** What the command line has taken. */
interface Bare {
  /** To write files, which is all that ffmpeg can do. */
  filesMs: number;
  /** To store these as well, which is what a run does. */
  ms: number;
  frames: number;
  maxRssMb: number;
  processorMs: number;
}

export interface VideoWork extends AsyncDisposable {
  /** For files of the benchmark's own. */
  folder: string;
  /** In full HD, H.264 with a key frame every two seconds and a cut every seven. */
  video(seconds: number): Promise<StoredVideo>;
  output: { frames: { format: 'JPEG'; quality: number } };
  /** The command line in one process, from a file to files; and these stored with the SDK, six at a time, when it is done. */
  bare(task: VideoTask, video: StoredVideo): Promise<Bare>;
}

/** Seconds of video that are made; longer ones are the same again. */
const made = 20;

export async function prepareVideo(stack: BenchStack): Promise<VideoWork> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-videos-'));
  const storage = createStorage(stack.settings.storage);
  const plain = plainSdk(stack.settings.storage);
  const first = path.join(folder, 'first.mp4');
  const pictures = [`testsrc2=size=1920x1080:rate=30:duration=${made}`, '-vf', "negate=enable='mod(floor(t/7),2)'"];
  const encoded = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '60', '-pix_fmt', 'yuv420p', first];
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', ...pictures, ...encoded]);
  const videos = new Map<number, Promise<StoredVideo>>();
  const make = async (seconds: number): Promise<StoredVideo> => {
    const file = path.join(folder, `${seconds}.mp4`);
    const again = ['-stream_loop', String(Math.ceil(seconds / made) - 1), '-i', first, '-t', String(seconds)];
    await run('ffmpeg', ['-v', 'error', ...again, '-c', 'copy', file]);
    const at = { bucket: storage.workBucket, key: `bench/${seconds}.mp4` };
    await storage.write(at, await readFile(file), { contentType: 'video/mp4' });
    return { at, file, frames: seconds * 30 };
  };

  return {
    folder,
    output: { frames: { format: 'JPEG', quality } },
    video(seconds) {
      const video = videos.get(seconds) ?? make(seconds);
      videos.set(seconds, video);
      return video;
    },
    async bare({ filters }, { file }) {
      const out = path.join(folder, 'out');
      await mkdir(out);
      const filter = filters.length > 0 ? ['-vf', filters.join(',')] : [];
      const encode = ['-fps_mode', 'passthrough', ...pictureEncoder({ format: 'JPEG', quality })];
      const before = await processorSeconds(process.pid);
      const begun = performance.now();
      const args = ['-v', 'error', '-nostdin', '-i', file, ...filter, ...encode, path.join(out, '%06d.jpg')];
      const child = spawn('ffmpeg', args, { stdio: 'inherit' });
      const memory = watchMemory(child.pid!);
      const [code] = (await once(child, 'exit')) as [number];
      const filesMs = performance.now() - begun;
      if (code !== 0) throw new Error(`ffmpeg ended with ${code}.`);
      const maxRssMb = await memory.peak();
      const names = await readdir(out);
      await drive(names.length, 6, async (index) => {
        const name = names[index]!;
        const at = { bucket: storage.workBucket, key: `bench/bare/${name}` };
        await plain.write(at, await readFile(path.join(out, name)));
      });
      const ms = performance.now() - begun;
      const after = await processorSeconds(process.pid);
      await rm(out, { recursive: true });
      await storage.deleteAll({ bucket: storage.workBucket, prefix: 'bench/bare/' });
      const processorMs = (after.ended - before.ended) * 1000;
      return { filesMs, ms, frames: names.length, maxRssMb, processorMs };
    },
    async [Symbol.asyncDispose]() {
      storage.close();
      plain.client.destroy();
      await rm(folder, { recursive: true });
    },
  };
}

/** Seldom enough to take nothing from what is measured: looking takes some milliseconds. */
const everyMs = 250;

/** The most memory that a process has used together with its programs, looked at four times a second. */
export function watchMemory(pid: number) {
  let most = 0;
  const over = new AbortController();
  const done = (async () => {
    while (!over.signal.aborted) {
      let sum = kilobytes('VmRSS', await readProc(`${pid}/status`));
      // Libraries that programs share are there once, and each has its part of them.
      for (const program of await programsOf(pid)) sum += kilobytes('Pss', await readProc(`${program}/smaps_rollup`));
      most = Math.max(most, sum / 1024);
      await sleep(everyMs, null, { signal: over.signal }).catch(() => {}); // it is over
    }
  })();
  return {
    async peak(): Promise<number> {
      over.abort();
      await done;
      return most;
    },
  };
}

const kilobytes = (name: string, lines: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(lines)?.[1] ?? 0);

/** The programs that the threads of a process have started: Linux lists them, without a look at every process there is. */
async function programsOf(pid: number): Promise<string[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []); // it has ended
  const programs = await Promise.all(threads.map((thread) => readProc(`${pid}/task/${thread}/children`)));
  return programs.flatMap((ids) => ids.split(' ').filter((id) => id !== ''));
}
