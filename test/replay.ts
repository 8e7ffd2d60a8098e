import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { replayAll } from '../src/replay/replay.ts';

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

/** Runs workflow code against a history. Returns what is wrong when the code would not do the same again, else null. */
export async function replay(
  workflowBundle: WorkflowBundleOption,
  history: RecordedHistory,
  workflowId: string,
): Promise<string | null> {
  for await (const { problem } of replayAll(workflowBundle, [{ name: workflowId, workflowId, history }]))
    return problem;
  return 'The history was not replayed at all.';
}
