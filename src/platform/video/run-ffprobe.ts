import { createInterface } from 'node:readline';
import { untrusted } from './limits.ts';
import { startProgram } from './run-ffmpeg.ts';
import type { VideoSource } from './source.ts';

interface Options {
  signal: AbortSignal;
  seconds: number;
  /** Each line that it writes. */
  onLine: (line: string) => void;
}

/** Has ffprobe read a source. Throws what reading the object has failed with. */
export async function runFfprobe(source: VideoSource, args: readonly string[], { signal, seconds, onLine }: Options) {
  const running = await startProgram('ffprobe', [...untrusted, ...args, source.address], { signal, seconds });
  try {
    for await (const line of createInterface(running.stdout)) onLine(line);
    const done = await running.ended;
    if (source.failure) throw source.failure;
    return { done, complaints: running.complaints };
  } finally {
    running.stop();
  }
}
