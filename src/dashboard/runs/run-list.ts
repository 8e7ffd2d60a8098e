import { ask } from '../api/ask.ts';
import { asFailure, type ApiFailure } from '../api/failure.ts';
import { follow } from '../api/follow.ts';
import {
  RunChangesDocument,
  RunsDocument,
  type RunFilter,
  type RunProgressSubscription,
  type RunRowFragment,
} from '../operations/generated.ts';
import { stillMatches } from './filter.ts';

/** A run as a row shows it. Only who follows the run itself is told why it does not move. */
export type Row = RunRowFragment & Pick<Partial<RunProgressSubscription['run']>, 'waiting'>;

export interface RunListState {
  /** Newest first. */
  ids: readonly string[];
  loading: boolean;
  failure: ApiFailure | undefined;
  hasMore: boolean;
}

const pageSize = 100;

/**
 * The runs of a filter, live. It follows changes first and then asks for the list, so that nothing falls between; each row
 * has listeners of its own, so that one that moves costs nothing to the others. News is told once a frame.
 */
export class RunList {
  #rows = new Map<string, Row>();
  #state: RunListState = { ids: [], loading: true, failure: undefined, hasMore: false };
  #cursor: string | null = null;
  #listeners = new Set<() => void>();
  #rowListeners = new Map<string, Set<() => void>>();
  #stale = new Set<string>();
  #listStale = false;
  #frame = 0;
  #stop: (() => void) | undefined;
  #aborter = new AbortController();
  readonly #filter: RunFilter;

  constructor(filter: RunFilter) {
    this.#filter = filter;
  }

  start() {
    this.#aborter = new AbortController();
    this.#stop = follow(
      RunChangesDocument,
      { filter: this.#filter },
      {
        next: ({ runs }) => this.put(runs),
        again: () => void this.#load(null),
        failed: (failure) => {
          // Too much has changed to be told one by one: everything is asked anew.
          if (failure.code !== 'FELL_BEHIND') return this.#set({ failure });
          this.#rows.clear();
          this.#cursor = null;
          this.restart();
        },
      },
    );
    void this.#load(null);
  }

  restart() {
    this.stop();
    this.start();
  }

  stop() {
    this.#stop?.();
    this.#aborter.abort();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  more() {
    if (this.#state.hasMore && !this.#state.loading) void this.#load(this.#cursor);
  }

  /** What is known of a run from wherever. */
  put(run: Row) {
    if (stillMatches(this.#filter, run)) {
      if (!this.#rows.has(run.id)) this.#listStale = true;
      this.#rows.set(run.id, 'waiting' in run ? run : { ...run, waiting: this.#rows.get(run.id)?.waiting });
    } else if (this.#rows.delete(run.id)) this.#listStale = true;
    this.#stale.add(run.id);
    this.#schedule();
  }

  state = () => this.#state;
  row = (id: string) => this.#rows.get(id);

  onChange = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  onRow(id: string, listener: () => void) {
    const listeners = this.#rowListeners.get(id) ?? new Set();
    this.#rowListeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#rowListeners.delete(id);
    };
  }

  async #load(after: string | null) {
    this.#set({ loading: true });
    const { signal } = this.#aborter;
    try {
      const { runs } = await ask(RunsDocument, { first: pageSize, after, filter: this.#filter }, signal);
      for (const { node } of runs.edges) {
        // What was told meanwhile is newer than the list.
        if (!this.#rows.has(node.id) || after === null) this.put(this.#newer(node));
      }
      this.#set({ loading: false, failure: undefined });
      // The beginning of a list of which there is more already is only news.
      if (after === null && this.#cursor !== null) return;
      this.#cursor = runs.pageInfo.endCursor;
      this.#set({ hasMore: runs.pageInfo.hasNextPage });
    } catch (error) {
      if (signal.aborted) return;
      const failure = asFailure(error);
      this.#set({ loading: false, failure });
      if (failure.code === 'UNREACHABLE') setTimeout(() => signal.aborted || this.restart(), 3000);
    }
  }

  #newer(listed: Row): Row {
    const known = this.#rows.get(listed.id);
    if (!known || listed.closedAt !== null) return listed;
    return known.closedAt !== null || (known.progress.percent ?? 0) > (listed.progress.percent ?? 0) ? known : listed;
  }

  #set(change: Partial<RunListState>) {
    this.#state = { ...this.#state, ...change };
    this.#listStale = true;
    this.#schedule();
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#listStale) {
        const rows = [...this.#rows.values()].toSorted(newestFirst);
        this.#state = { ...this.#state, ids: rows.map(({ id }) => id) };
        for (const listener of this.#listeners) listener();
      }
      for (const id of this.#stale) for (const listener of this.#rowListeners.get(id) ?? []) listener();
      this.#listStale = false;
      this.#stale.clear();
    });
  }
}

/** Moments as texts of one form, which compare as such: of ten thousand that takes a millisecond. */
const newestFirst = (a: Row, b: Row) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0);
