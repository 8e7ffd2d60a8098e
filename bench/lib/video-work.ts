import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createStorage } from '../../src/platform/storage.ts';
import { pictureEncoder } from '../../src/platform/video/encoders.ts';
import type { BenchStack } from './local-stack.ts';
import { processorSeconds } from './progress/usage.ts';
import { readProc } from './proc.ts';

const run = promisify(execFile);
const quality = 85;

/** A task as the workflow is asked for it, and as ffmpeg is at a terminal. */
export interface VideoTask {
  name: string;
  sampling: object;
  operations: object[];
  /** Filters of the command line that do the same. */
  filters: string[];
}

const text = { kind: 'ANNOTATE', text: 'bench', show: 'FRAME_NUMBER', size: 48 };
export const tasks: VideoTask[] = [
  { name: '1 fps', sampling: { kind: 'FPS', fps: 1 }, operations: [], filters: ['fps=1'] },
  { name: 'every frame', sampling: { kind: 'ALL' }, operations: [], filters: [] },
  {
    name: 'blur, edges, text',
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
    sampling: { kind: 'SCENES', threshold: 0.3 },
    operations: [],
    filters: ["select='gt(scene,0.3)'"],
  },
];

export interface VideoWork extends AsyncDisposable {
  /** For files of the benchmark's own. */
  folder: string;
  source: { bucket: string; key: string };
  /** The same, of a few seconds. */
  short: { bucket: string; key: string };
  frames: number;
  output: { frames: { format: 'JPEG'; quality: number } };
  /** The command line in one process, from a file to files. */
  bare(task: VideoTask): Promise<{ ms: number; frames: number; maxRssMb: number; processorMs: number }>;
}

/** Puts a video in full HD, H.264 with a key frame every two seconds and a cut every seven, into storage and a folder. */
export async function prepareVideo(stack: BenchStack, seconds: number): Promise<VideoWork> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-videos-'));
  const storage = createStorage(stack.settings.storage);
  const make = async (name: string, duration: number) => {
    const made = path.join(folder, name);
    const pictures = [
      `testsrc2=size=1920x1080:rate=30:duration=${duration}`,
      '-vf',
      "negate=enable='mod(floor(t/7),2)'",
    ];
    const encoded = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '60', '-pix_fmt', 'yuv420p', made];
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', ...pictures, ...encoded]);
    const at = { bucket: storage.workBucket, key: `bench/${name}` };
    await storage.write(at, await readFile(made), { contentType: 'video/mp4' });
    return { file: made, at };
  };
  const { file, at: source } = await make('source.mp4', seconds);
  const { at: short } = await make('short.mp4', 8);
  storage.close();
  return {
    folder,
    source,
    short,
    frames: seconds * 30,
    output: { frames: { format: 'JPEG', quality } },
    async bare({ filters }) {
      const out = path.join(folder, 'out');
      await mkdir(out);
      const filter = filters.length > 0 ? ['-vf', filters.join(',')] : [];
      const encode = ['-fps_mode', 'passthrough', ...pictureEncoder({ format: 'JPEG', quality })];
      const before = await processorSeconds(process.pid);
      const begun = performance.now();
      const child = spawn(
        'ffmpeg',
        ['-v', 'error', '-nostdin', '-i', file, ...filter, ...encode, path.join(out, '%06d.jpg')],
        {
          stdio: 'inherit',
        },
      );
      const memory = watchMemory(() => [String(child.pid)]);
      const [code] = (await once(child, 'exit')) as [number];
      const ms = performance.now() - begun;
      if (code !== 0) throw new Error(`ffmpeg ended with ${code}.`);
      const { ended } = await processorSeconds(process.pid);
      const made = await readdir(out);
      await rm(out, { recursive: true });
      const processorMs = (ended - before.ended) * 1000;
      return { ms, frames: made.length, maxRssMb: await memory.peak(), processorMs };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

const everyMs = 50;

/** The most memory that some processes have used together, looked at every 50 ms. */
export function watchMemory(ids: () => string[] | Promise<string[]>) {
  let most = 0;
  const over = new AbortController();
  const done = (async () => {
    while (!over.signal.aborted) {
      let sum = 0;
      for (const id of await ids()) sum += Number(/^VmRSS:\s+(\d+)/m.exec(await readProc(`${id}/status`))?.[1] ?? 0);
      most = Math.max(most, sum / 1024);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
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

/** A process and the programs that it has started: Linux lists them, without a look at every process there is. */
export const withPrograms = async (pid: number): Promise<string[]> =>
  [String(pid), ...(await readProc(`${pid}/task/${pid}/children`)).trim().split(' ')].filter((id) => id !== '');
