import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { codeOf } from '../../tools/failure.mjs';

/** A file below /proc; empty when its process has ended, and on systems that have no /proc. */
export async function readProc(file: string): Promise<string> {
  try {
    return await readFile(`/proc/${file}`, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ESRCH') throw error;
    return '';
  }
}

/** The ids of all processes; none on systems that have no /proc. */
export const processIds = async (): Promise<string[]> =>
  existsSync('/proc') ? (await readdir('/proc')).filter((name) => /^\d+$/.test(name)) : [];
