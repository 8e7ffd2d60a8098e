import { reasonOf } from '../platform/reason-of.ts';
import { exitCodes } from './exit-codes.ts';
import { plain } from './plain.ts';
import { print, printError } from './terminal.ts';

/** Shorter than who probes waits. */
const deadlineMs = 5000;

/** Asks a process whether it is ready: for probes of containers without a port, which have no curl either. */
export async function health(url: string): Promise<number> {
  const answer = await ask(url);
  (answer.ready ? print : printError)(answer.says);
  return answer.ready ? exitCodes.done : exitCodes.failed;
}

async function ask(url: string): Promise<{ ready: boolean; says: string }> {
  try {
    const { ok, status, text } = await get(new URL('/ready', url));
    return ok
      ? { ready: true, says: `${url} is ready` }
      : { ready: false, says: `${url} is not ready: ${troubleIn(text, status)}` };
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { ready: false, says: `${url} does not answer: ${reasonOf(cause)}` };
  }
}

async function get(url: URL) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(deadlineMs), redirect: 'manual' });
  return { ok: answer.status === 200, status: answer.status, text: await answer.text() };
}

/** What `/ready` says is wrong. */
function troubleIn(text: string, status: number): string {
  try {
    const { role: _role, ...checks } = JSON.parse(text) as Record<string, unknown>; // of a scheduler, and no reason
    const parts = Object.entries(checks);
    const wrong = parts.flatMap(([name, reason]) => (typeof reason === 'string' ? [`${name}: ${reason}`] : []));
    if (wrong.length > 0) return plain(wrong.join('; '));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return `status ${status}`;
}
