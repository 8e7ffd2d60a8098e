import { readFileSync } from 'node:fs';
import { sleep } from '../platform/sleep.ts';
import { codeOf } from '../../tools/failure.mjs';
import { birthOf, isAlive } from '../../tools/process-identity.mjs';
import { replaceFile } from './replace-file.ts';

/** Longer than a guard gives its server to end. */
const patienceMs = 10_000;

/** Remembers the guard of a running server, for `awaitLeftover` of a later start. */
export function rememberGuard(file: string, pid: number): void {
  replaceFile(file, JSON.stringify({ pid, born: birthOf(pid) }));
}

/**
 * After a SIGKILL of the parent its servers end on their own, within seconds; a start in that moment waits, as two
 * servers on the same files is what none of them is made for.
 */
export async function awaitLeftover(file: string): Promise<void> {
  const guard = rememberedGuard(file);
  if (!guard) return;
  const until = performance.now() + patienceMs;
  while (isAlive(guard)) {
    if (performance.now() > until) {
      throw new Error(`A server of an earlier start is still running (process group ${guard.pid}): end it first.`);
    }
    await sleep(50);
  }
}

/** Null when there is none, or only a part of one: a crash of the machine may leave an empty file. */
function rememberedGuard(file: string): { pid: number; born: string | null } | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
    return null;
  }
}
