import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { processEnv } from '../env.ts';
import { mostMemory } from './limits.ts';

/** The command that starts a program with a limit to the memory that it may reserve, where the machine has `prlimit`. */
export async function withMemoryLimit(program: string): Promise<[string, ...string[]]> {
  const prlimit = await find('prlimit');
  return prlimit ? [prlimit, `--as=${mostMemory}`, '--', program] : [program];
}

/** Where in the PATH a program is. */
export async function find(program: string): Promise<string | null> {
  for (const folder of (processEnv()['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, program);
    if (folder && (await isProgram(file))) return file;
  }
  return null;
}

const isProgram = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
