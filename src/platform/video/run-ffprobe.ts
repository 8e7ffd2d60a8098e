import { once } from 'node:events';
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

/** Has ffprobe read a source. Throws what reading the object has failed with, and what `onLine` throws. */
export async function runFfprobe(source: VideoSource, args: readonly string[], { signal, seconds, onLine }: Options) {
  const running = await startProgram('ffprobe', [...untrusted, ...args, source.address], { signal, seconds });
  let refused: unknown;
  // By events: of a long video there are hundreds of thousands, and to await each takes longer than reading it.
  const lines = createInterface(running.stdout).on('line', (line) => {
    if (refused !== undefined) return;
    try {
      onLine(line);
    } catch (error) {
      refused = error;
      running.stop();
    }
  });
  await once(lines, 'close');
  const done = await running.ended;
  if (refused !== undefined) throw refused;
  if (source.failure) throw source.failure;
  return { done, complaints: running.complaints };
}
