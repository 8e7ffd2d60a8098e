import { processEnv, SettingsError } from '../platform/env.ts';
import { DomainError } from '../errors.ts';
import { ApiFailure, UnreachableError } from './api/failures.ts';
import { readCommand } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { perform } from './perform.ts';
import { print, printError } from './terminal.ts';
import { usage, UsageError } from './usage.ts';

/** `npx tempograph ...`: what is done to a deployment from outside. Returns the exit code. */
async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const command = readCommand(args);
  if (command.do !== 'help') return perform(command, processEnv(), signal);
  print(usage);
  return exitCodes.done;
}

/** What went wrong in words, and the exit code for it. */
function told(error: unknown): [string, number] {
  if (error instanceof UsageError)
    return [`${error.message} (npx tempograph --help shows the commands)`, exitCodes.usage];
  if (error instanceof UnreachableError) return [error.message, exitCodes.unreachable];
  if (error instanceof ApiFailure) {
    const hint = error.code === 'UNAUTHENTICATED' ? ' TEMPOGRAPH_KEY says which.' : '';
    const lines = `${error.message}${hint}`.split('\n').map((line) => `${error.code}: ${line}`);
    return [lines.join('\n'), exitCodes.failed];
  }
  if (error instanceof SettingsError || error instanceof DomainError) return [error.message, exitCodes.failed];
  return [error instanceof Error ? (error.stack ?? error.message) : String(error), exitCodes.failed];
}

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());
// Whoever reads has enough, as `head` does.
process.stdout.on('error', () => process.exit(exitCodes.failed));

try {
  process.exitCode = await main(process.argv.slice(2), interrupted.signal);
} catch (error) {
  if (interrupted.signal.aborted)
    process.exitCode = exitCodes.interrupted; // and whatever it has begun goes on
  else {
    const [text, code] = told(error);
    printError(text);
    process.exitCode = code;
  }
}
