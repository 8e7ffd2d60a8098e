import { ApiFailure } from '../api/failures.ts';
import type { ApiClient } from '../api/client.ts';
import { exitCodes } from '../exit-codes.ts';
import { print, printError, printJson } from '../terminal.ts';
import { draw } from './draw.ts';
import { watchRun, type RunState } from './run-state.ts';

/**
 * Shows a run until it has ended: for people its progress on standard error, then its result on standard output; for
 * programs every state there, one a line. Throws ApiFailure for one that did not complete.
 */
export async function watch(client: ApiClient, id: string, json: boolean): Promise<number> {
  const states = client.subscribe<{ run: RunState }>(watchRun, { id });
  const last = await (json ? printStates(states) : draw(states, process.stderr)).catch((error: unknown) => {
    if (client.signal.aborted) printError(`The run goes on: tempograph watch ${id} shows it again.`);
    throw error;
  });
  if (last?.status !== 'COMPLETED') throw failureOf(last);
  if (!json && last.resultJson !== null) print(JSON.stringify(last.resultJson, null, 2));
  return exitCodes.done;
}

async function printStates(states: AsyncIterable<{ run: RunState }>): Promise<RunState | undefined> {
  let last: RunState | undefined;
  for await (const { run } of states) {
    last = run;
    printJson(run);
  }
  return last;
}

function failureOf(last: RunState | undefined): ApiFailure {
  const { status = 'NO_ANSWER', failure } = last ?? {};
  if (!failure)
    return new ApiFailure(status, last ? (endings[status] ?? 'The run did not complete.') : 'The run has no state.');
  const where = failure.step === null ? '' : ` (in the step ${failure.step})`;
  return new ApiFailure(failure.code, `${failure.message}${where}`);
}

const endings: Readonly<Record<string, string>> = {
  CANCELED: 'The run was cancelled.',
  TERMINATED: 'The run was terminated.',
  TIMED_OUT: 'The run has taken longer than it may.',
};
