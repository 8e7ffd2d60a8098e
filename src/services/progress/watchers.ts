import { RunNotFoundError } from '../../errors.ts';
import { decodeRunId } from '../runs/run-id.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';
import { createWatcher, type Watcher, type WatcherTools } from './watcher.ts';

export type Watchers = ReturnType<typeof createWatchers>;

/** One watcher per watched run and process, shared by its subscribers, gone with the last of them. */
export function createWatchers(tools: WatcherTools) {
  const watchers = new Map<string, Watcher>();
  return {
    /** The run's current state, then each newer one; ends after the terminal state. Throws RunNotFoundError inside. */
    watch(id: string): AsyncIterable<RunSnapshot> {
      const key = decodeRunId(id);
      if (!key) throw new RunNotFoundError(id);
      const watcher =
        watchers.get(id) ?? createWatcher(tools, key, () => watchers.get(id) === watcher && watchers.delete(id));
      watchers.set(id, watcher);
      return watcher.subscribe();
    },
    /** Runs being watched in this process. */
    count: () => watchers.size,
  };
}
