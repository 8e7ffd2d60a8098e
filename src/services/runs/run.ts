import type { Temporal } from '../../platform/temporal.ts';
import { readInput, readOutcome, type RunOutcome } from './history.ts';
import type { RunSnapshot } from './snapshot.ts';
import { isClosed } from './status.ts';

/** A run as the API hands it around: its identity, and the rest when it is asked for. Each part is read once. */
export interface Run {
  id: string;
  /** Workflow type. */
  workflow: string;
  snapshot(): Promise<RunSnapshot>;
  input(): Promise<unknown>;
  /** Null while the run goes on. */
  outcome(): Promise<RunOutcome | null>;
  /** Reads what costs a call and is not in the snapshot: of a watched run, at most every 2 s in this process. */
  ask<T>(what: string, load: () => Promise<T>): Promise<T>;
}

interface Identity {
  id: string;
  workflow: string;
}

/** A run whose snapshot is loaded when somebody wants to see it. */
export function toRun(
  temporal: Temporal,
  { id, workflow }: Identity,
  load: () => Promise<RunSnapshot>,
  ask: Run['ask'] = (_what, read) => read(),
): Run {
  const snapshot = once(load);
  return {
    id,
    workflow,
    snapshot,
    ask,
    input: once(async () => readInput(temporal, await snapshot())),
    outcome: once(async () => {
      const now = await snapshot();
      return isClosed(now.status) ? readOutcome(temporal, now) : null;
    }),
  };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}
