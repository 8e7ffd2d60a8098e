import { sleep } from '../../platform/sleep.ts';
import type { Log } from '../../platform/log.ts';
import { mayPass } from '../../platform/temporal.ts';
import { createBoundedMap } from '../../platform/bounded-map.ts';
import { createSlots } from '../../platform/slots.ts';
import type { Hints } from '../runs/hints.ts';
import { assertFilter, type ListFilter, type RunFilter } from '../runs/list.ts';
import { encodeRunId, type RunKey } from '../runs/run-id.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';
import { isClosed, type RunStatus } from '../runs/status.ts';
import { createChangedRuns, type ChangedRuns } from './changed-runs.ts';
import { concerns } from './matches.ts';
import { sweep, type RunRows } from './sweep.ts';

/** A run is read at most this often, whoever asks. */
const readEveryMs = 250;
/** A hint may come a moment before Temporal knows what it is about: so long it is worth to look once more. */
const hintMs = 400;
/** Runs whose last state is remembered. */
const mostKnown = 10_000;
const readsAtATime = 8;
/** Temporal answers ten list calls a second (`frontend.namespaceRPS.visibility`), and a sweep makes two. */
const mostSweeps = 5;
/** Clocks of servers differ. */
const skewMs = 1000;

export interface RunChangesTools {
  hints: Hints;
  log: Log;
  read(key: RunKey): Promise<RunSnapshot | null>;
  rows: RunRows;
}

interface Subscriber {
  filter: ListFilter;
  /** Milliseconds since 1970. */
  since: number;
  runs: ChangedRuns;
}

export type RunChanges = ReturnType<typeof createRunChanges>;

/** Tells which runs change, from hints and, for those that are lost or never said, from what Temporal lists. */
export function createRunChanges({ hints, log, read, rows }: RunChangesTools) {
  const subscribers = new Set<Subscriber>();
  const sweeps = new Map<string, { stop: AbortController; followers: Set<ChangedRuns> }>();
  const looks = new Map<string, { again: boolean; hinted: boolean; until: number }>();
  const slots = createSlots(readsAtATime);
  let known = createBoundedMap<string, Known>(mostKnown);
  let unlisten: (() => void) | undefined;

  /** Reads a run, again and again while something may have happened since. */
  async function look(key: RunKey, hinted: boolean): Promise<void> {
    const id = encodeRunId(key);
    const going = looks.get(id);
    const state = going ?? { again: true, hinted, until: 0 };
    state.again = true;
    state.hinted ||= hinted;
    if (hinted) state.until = performance.now() + hintMs;
    if (going) return;
    looks.set(id, state);
    try {
      while (subscribers.size > 0 && (state.again || performance.now() < state.until)) {
        state.again = false;
        const run = await slots.run(() => read(key));
        if (run) tell(run, state.hinted);
        await sleep(readEveryMs);
      }
    } catch (error) {
      // The next sweep finds it.
      log[mayPass(error) ? 'warn' : 'error']({ err: error, run: key.first }, 'cannot read a run that changed');
    } finally {
      looks.delete(id);
    }
  }

  const tell = (run: RunSnapshot, hinted: boolean) => {
    const before = known.get(run.id);
    const now = stateOf(run);
    if (before?.state === now.state) return;
    known.set(run.id, now);
    const at = (run.closedAt ?? run.startedAt).getTime();
    for (const { filter, since, runs } of subscribers) {
      const fresh = hinted || before !== undefined || at >= since;
      if (fresh && concerns(filter, run, before?.status ?? 'RUNNING')) runs.put(run);
    }
  };

  /**
   * One sweep for all who ask for the same workflow and label; when there are many of those, one of all runs for whoever
   * comes later. What it finds is only a reason to look.
   */
  const join = ({ workflow = null, label = null }: RunFilter, since: number, runs: ChangedRuns) => {
    const own = { workflow, label };
    const filter = sweeps.has(JSON.stringify(own)) || sweeps.size < mostSweeps ? own : everything;
    const key = JSON.stringify(filter);
    const joined = sweeps.get(key) ?? { stop: new AbortController(), followers: new Set() };
    joined.followers.add(runs);
    if (!sweeps.has(key)) {
      sweeps.set(key, joined);
      const found = (run: RunSnapshot, changed: boolean) => {
        const before = known.get(run.id);
        if (!before && !changed) known.set(run.id, stateOf(run));
        else if (before?.state !== stateOf(run).state) void look(run, false);
      };
      const missed = () => joined.followers.forEach((one) => one.fallBehind());
      void sweep({ rows, hints, log }, { filter, since, found, missed }, joined.stop.signal);
    }
    return () => {
      if (!joined.followers.delete(runs) || joined.followers.size > 0) return;
      sweeps.delete(key);
      joined.stop.abort();
    };
  };

  return {
    /** Runs that start, change status or step, or close, from now on. Throws InvalidInputError. */
    follow(filter: ListFilter): AsyncIterable<RunSnapshot> {
      assertFilter(filter);
      const since = Date.now() - skewMs;
      if (subscribers.size === 0) {
        known = createBoundedMap(mostKnown); // what was known when somebody last listened is old
        unlisten = hints.listen((hint) => {
          if (!hint.child) void look(hint, true);
        });
      }
      const runs = createChangedRuns(() => {
        subscribers.delete(subscriber);
        leave();
        if (subscribers.size === 0) unlisten?.();
      });
      const leave = join(filter, since, runs);
      const subscriber = { filter, since, runs };
      subscribers.add(subscriber);
      return runs.values;
    },
    /** Visibility polls under way. */
    sweeps: () => sweeps.size,
  };
}

interface Known {
  status: RunStatus;
  state: string;
}
const everything = { workflow: null, label: null };
const stateOf = ({ status, progress }: RunSnapshot): Known => ({
  status,
  state: isClosed(status) ? status : `${status} ${progress.step}`,
});
