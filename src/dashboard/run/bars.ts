import type { LiveRun, TimelineLine } from './run.ts';

/** One attempt at an activity, as a bar. */
export interface Bar {
  key: string;
  /** The activity, or the run that was started: by it an end finds its beginning. */
  of: string;
  name: string;
  step: string | null;
  attempt: number;
  from: number;
  /** Null while it goes on. */
  to: number | null;
  state: 'done' | 'failed' | 'running' | 'waiting';
  message: string;
}

const ends: Readonly<Record<string, Bar['state']>> = {
  ACTIVITY_COMPLETED: 'done',
  ACTIVITY_FAILED: 'failed',
  ACTIVITY_TIMED_OUT: 'failed',
  ACTIVITY_CANCELED: 'failed',
  CHILD_COMPLETED: 'done',
  CHILD_FAILED: 'failed',
  CHILD_CANCELED: 'failed',
  CHILD_TERMINATED: 'failed',
  CHILD_TIMED_OUT: 'failed',
};

/** What a log says of when activities began and ended, and what the run says of those that have not. */
export function barsOf(lines: readonly TimelineLine[], run: LiveRun): Bar[] {
  const open: Bar[] = [];
  const bars: Bar[] = [];
  for (const line of lines) {
    if (line.__typename !== 'TimelineEvent') continue;
    const name = line.activity ?? line.childId ?? '';
    if (line.kind === 'ACTIVITY_SCHEDULED' || line.kind === 'CHILD_STARTED') {
      const bar: Bar = {
        key: line.cursor,
        of: name,
        name: line.activity ?? line.childWorkflowId ?? line.message,
        step: line.step,
        attempt: 1,
        from: Date.parse(line.at),
        to: null,
        state: 'waiting',
        message: line.message,
      };
      open.push(bar);
      bars.push(bar);
      continue;
    }
    const state = ends[line.kind];
    if (!state) continue;
    const index = open.findIndex(({ of }) => of === name);
    const [bar] = index < 0 ? [] : open.splice(index, 1);
    if (!bar) continue;
    bar.from = line.startedAt ? Date.parse(line.startedAt) : bar.from;
    bar.to = Date.parse(line.at);
    bar.attempt = line.attempt ?? 1;
    bar.state = state;
    bar.message = line.failure?.message ?? line.message;
  }
  for (const activity of run.progress.activities) {
    const bar = open.find(({ name }) => name === activity.name);
    if (!bar) continue;
    bar.state = 'running';
    bar.attempt = activity.attempt;
  }
  return run.closedAt === null ? bars : bars.map((bar) => ({ ...bar, to: bar.to ?? Date.parse(run.closedAt!) }));
}
