import { refused, type Refusal } from '../api/refusal.ts';
import type { ApiClient } from '../api/client.ts';
import { ApiFailure } from '../api/failures.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { print, printError, printJson } from '../terminal.ts';
import { watch } from '../watch/watch.ts';
import { readInput } from './input.ts';
import { startDocument } from './mutation.ts';

interface Started extends Refusal {
  id?: string;
  workflow: string;
  workflowId: string;
  status: string;
  /** The one that is in the way. */
  run?: { id: string; status: string } | null;
}

/** Starts a run of any workflow that the API has, and writes its id, or watches it. */
export async function start(client: ApiClient, command: Extract<Command, { do: 'start' }>): Promise<number> {
  const { workflow, labels, rerun, json } = command;
  const input = await readInput(command.input);
  const options = { ...(labels.length > 0 && { labels }), ...(rerun && { rerun }) };
  const document = await startDocument(client, workflow);
  const { started } = await client.mutate<{ started: Started }>(document, { input, options });
  const { id } = started;
  if (id === undefined) throw refusalOf(started);
  if (command.watch) {
    if (!json) printError(`Started ${workflow}: ${id}`);
    return watch(client, id, json);
  }
  if (json) printJson({ id, workflow: started.workflow, workflowId: started.workflowId, status: started.status });
  else print(id);
  return exitCodes.done;
}

function refusalOf(started: Started): ApiFailure {
  const failure = refused(started);
  const { run } = started;
  if (!run) return failure;
  const again = run.status === 'RUNNING' ? '' : ', --rerun does it again';
  return new ApiFailure(
    failure.code,
    `${failure.message}\nIt is ${run.status}: tempograph watch ${run.id} shows it${again}.`,
  );
}
