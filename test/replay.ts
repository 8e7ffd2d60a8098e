import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  Worker,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { silentBus } from '../src/platform/bus/silent-bus.ts';
import { hintSinks } from '../workers/hint-sinks.ts';

export type History = temporal.api.history.v1.IHistory;

/** A history in the form it is committed in: what `historyToJSON` makes, which a replay takes as it is. */
export interface RecordedHistory {
  events: Record<string, unknown>[];
}

/** Stands for the process and host that an event names, as `<process id>@<host>`. */
export const recordedIdentity = 'recorded';

/** Makes a history fit to be committed: Temporal notes process and host with every event, and they are nobody's business. */
export function toRecorded(history: History): RecordedHistory {
  return readRecorded(historyToJSON(history), (key, value) =>
    key === 'identity' || (typeof value === 'string' && /^\d+@/.test(value)) ? recordedIdentity : value,
  );
}

/** Reads a committed history. */
export const readRecorded = (json: string, reviver?: (key: string, value: unknown) => unknown): RecordedHistory =>
  JSON.parse(json, reviver);

let quiet = false;
/** A replay is a worker that starts and stops; what it has to say about that is noise in a test. */
function silence() {
  if (quiet) return;
  quiet = true;
  const logging = { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) };
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging } });
}

/** Runs workflow code against a history. Returns what is wrong when the code would not do the same again, else null. */
export async function replay(
  workflowBundle: WorkflowBundleOption,
  history: RecordedHistory,
  workflowId: string,
): Promise<string | null> {
  silence();
  const results = Worker.runReplayHistories({ workflowBundle, sinks: hintSinks(silentBus) }, [{ workflowId, history }]);
  for await (const { error } of results) return error ? error.message : null;
  return 'The history was not replayed at all.';
}
