import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { FfmpegMissingError } from '../../errors.ts';
import { find } from './memory-limit.ts';

/** Before, ffmpeg could not be told to let each frame through at its own time. */
const oldest = [5, 1] as const;

/** What `ffmpeg -version` calls itself; null where it, or ffprobe, is not there. */
export async function ffmpegVersion(): Promise<string | null> {
  const [ffmpeg, ffprobe] = await Promise.all([find('ffmpeg'), find('ffprobe')]);
  if (ffmpeg === null || ffprobe === null) return null;
  const { stdout } = await promisify(execFile)(ffmpeg, ['-version'], { timeout: 20_000 });
  return /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
}

/** Whether a version is new enough. A build of no release is taken at its word. */
export function isNewEnough(version: string): boolean {
  const [, major, minor] = /^n?(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return true;
  return Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1]);
}

let usable: Promise<void> | null = null;

/** Throws FfmpegMissingError. Asked once; when the answer was no, again the next time. */
export function requireFfmpeg(): Promise<void> {
  usable ??= ask();
  usable.catch(() => (usable = null));
  return usable;
}

async function ask(): Promise<void> {
  const version = await ffmpegVersion();
  if (version === null || !isNewEnough(version)) throw new FfmpegMissingError(version);
}
