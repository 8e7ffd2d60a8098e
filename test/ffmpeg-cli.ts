import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const mostBytes = 256 * 1024 * 1024;

/** The ffmpeg of this machine, as somebody at a terminal would use it; what it writes to stdout. */
export const ffmpeg = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], { maxBuffer: mostBytes })).stdout;
