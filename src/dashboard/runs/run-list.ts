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
  /** Of what the list failed with and of what its stream did, which go on apart. */
  #failures: { load?: ApiFailure; stream?: ApiFailure } = {};
  /** The newest moment that was known when news stopped, as long as what began and ended since is not here. */
  #knownUntil: string | null = null;
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
    this.#fail({ stream: undefined });
    this.#stop = follow(
      RunChangesDocument,
      { filter: this.#filter },
      {
        next: ({ runs }) => this.put(runs),
        again: () => this.#refresh(),
        recovered: () => this.#fail({ stream: undefined }),
        failed: (failure) => {
          this.#knownUntil ??= this.#newestMoment();
          if (failure.code !== 'FELL_BEHIND') return this.#fail({ stream: failure });
          // Too much has changed to be told one by one: everything is asked anew.
          this.#rows.clear();
          this.#cursor = null;
          this.restart();
        },
      },
    );
    this.#refresh();
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

  /** Asks for the beginning of the list; of one that is here already, for what nobody has told of. */
  #refresh() {
    this.#knownUntil ??= this.#newestMoment();
    void (this.#cursor === null ? this.#load(null) : this.#catchUp(this.#knownUntil));
  }

  #load = (after: string | null) =>
    this.#loading(async (signal) => {
      const { edges, pageInfo } = await this.#page(after, signal);
      for (const { node } of edges) {
        // What was told meanwhile is newer than the list.
        if (!this.#rows.has(node.id) || after === null) this.put(this.#newer(node));
      }
      if (after === null) this.#knownUntil = null;
      this.#cursor = pageInfo.endCursor;
      this.#set({ hasMore: pageInfo.hasNextPage });
    });

  /** Page by page, until one has a run that had ended before: those that go on are listed first, then what ended last. */
  #catchUp = (knownUntil: string) =>
    this.#loading(async (signal) => {
      for (let after: string | null = null; ;) {
        const { edges, pageInfo } = await this.#page(after, signal);
        for (const { node } of edges) this.put(this.#newer(node));
        const met = edges.some(({ node: { closedAt } }) => closedAt !== null && closedAt <= knownUntil);
        if (met || !pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      this.#knownUntil = null;
    });

  async #page(after: string | null, signal: AbortSignal) {
    return (await ask(RunsDocument, { first: pageSize, after, filter: this.#filter }, signal)).runs;
  }

  async #loading(load: (signal: AbortSignal) => Promise<void>) {
    this.#set({ loading: true });
    const { signal } = this.#aborter;
    try {
      await load(signal);
      this.#fail({ load: undefined });
    } catch (error) {
      if (signal.aborted) return;
      const failure = asFailure(error);
      this.#fail({ load: failure });
      if (failure.code === 'UNREACHABLE') setTimeout(() => signal.aborted || this.restart(), 3000);
    }
    this.#set({ loading: false });
  }

  #newestMoment() {
    const moments = [...this.#rows.values()].map(({ startedAt, closedAt }) => closedAt ?? startedAt);
    return moments.reduce((newest, moment) => (moment > newest ? moment : newest), '');
  }

  #fail(change: { load?: ApiFailure; stream?: ApiFailure }) {
    this.#failures = { ...this.#failures, ...change };
    this.#set({ failure: this.#failures.load ?? this.#failures.stream });
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
