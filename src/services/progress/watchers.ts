import { RunNotFoundError } from '../../errors.ts';
import { countFramesDropped } from '../../platform/metrics/frames-dropped.ts';
import { waitBuckets, type Metrics } from '../../platform/metrics/metrics.ts';
import { decodeRunId } from '../runs/run-id.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';
import { createWatcher, type Watcher, type WatcherTools } from './watcher.ts';

export type Watchers = ReturnType<typeof createWatchers>;

/** One watcher per watched run and process, shared by its subscribers, gone with the last of them. */
export function createWatchers({ metrics, ...tools }: WatcherTools & { metrics: Metrics }) {
  const watchers = new Map<string, Watcher>();
  const framesDropped = countFramesDropped(metrics);
  const counting = {
    ...tools,
    heard: metrics.seconds(
      'progress_latency_seconds',
      'From a report of an activity to those who watch its run.',
      ['by'],
      waitBuckets,
    ),
    dropped: () => framesDropped({}),
  };
  const count = () => watchers.size;
  metrics.read('gauge', 'watchers', 'Runs that this process follows for those who watch them.', count);
  return {
    /** The run's current state, then each newer one; ends after the terminal state. Throws RunNotFoundError inside. */
    watch(id: string): AsyncIterable<RunSnapshot> {
      const key = decodeRunId(id);
      if (!key) throw new RunNotFoundError(id);
      const watcher =
        watchers.get(id) ?? createWatcher(counting, key, () => watchers.get(id) === watcher && watchers.delete(id));
      watchers.set(id, watcher);
      return watcher.subscribe();
    },
    /** Runs being watched in this process. */
    count,
  };
}
