import { useCallback, useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { follow } from '../api/follow.ts';
import { Link, runPath } from '../app/link.tsx';
import { RunProgressDocument } from '../operations/generated.ts';
import { percentWord, ProgressBar } from '../parts/progress-bar.tsx';
import { StatusBadge } from '../parts/status.tsx';
import { duration, Time } from '../parts/time.tsx';
import type { Row, RunList } from './run-list.ts';

interface LiveRowProps {
  list: RunList;
  id: string;
  /** Of the list, from 1, for who cannot see it. */
  position: number;
}

/** Long enough for rows that are only scrolled past to ask for nothing. */
const settleMs = 150;

/** A row that follows its own run as long as it can be seen and the run goes on. */
export function LiveRow({ list, id, position }: LiveRowProps) {
  const run = useSyncExternalStore(
    useCallback((listener: () => void) => list.onRow(id, listener), [list, id]),
    () => list.row(id),
  );
  const moves = run?.status === 'RUNNING';
  useEffect(() => {
    if (!moves) return undefined;
    let stop: (() => void) | undefined;
    const timer = setTimeout(() => {
      stop = follow(RunProgressDocument, { id }, { next: (data) => list.put(data.run), failed: () => undefined });
    }, settleMs);
    return () => {
      clearTimeout(timer);
      stop?.();
    };
  }, [list, id, moves]);
  return run ? <RunRow run={run} position={position} /> : null;
}

interface RunRowProps {
  run: Row;
  position?: number;
  /** Of a tree: how deep it is, from 1, and what opens what is below it. */
  level?: number;
  open?: boolean;
  toggle?: ReactNode;
}

export function RunRow({ run, position, level, open, toggle }: RunRowProps) {
  const { id, workflow, workflowId, status, startedAt, closedAt, progress, failure } = run;
  const { percent } = progress;
  const cell = level === undefined ? 'cell' : 'gridcell';
  return (
    <div
      className="run-row"
      role="row"
      aria-rowindex={position}
      aria-level={level}
      aria-expanded={open}
      style={level === undefined ? undefined : { paddingLeft: `${level * 1.4 - 0.4}rem` }}
    >
      <span className="run-name" role={cell}>
        {toggle}
        <span>
          <Link to={runPath(id)} className="run-link">
            <strong>{workflow}</strong>
          </Link>
          <small>{workflowId}</small>
        </span>
      </span>
      <span className="run-status" role={cell}>
        <StatusBadge status={status} />
      </span>
      <span className="run-progress" role={cell}>
        <ProgressBar percent={percent} status={status} label={`${workflow}, ${workflowId}`} />
        <small>{failure ? failure.message : activityWords(run)}</small>
      </span>
      <span className="run-percent" role={cell}>
        {percentWord(percent)}
      </span>
      <span className="run-times" role={cell}>
        <Time at={startedAt} />
        <small>
          {closedAt ? duration(Date.parse(closedAt) - Date.parse(startedAt)) : etaWords(progress.etaSeconds)}
        </small>
      </span>
    </div>
  );
}

function activityWords({ status, waiting, progress: { step, message, done, total, unit } }: Row): string {
  if (status === 'COMPLETED') return '';
  if (status !== 'RUNNING') return step ?? '';
  if (waiting) return waitingWords[waiting.__typename];
  const counted = done !== null && total !== null && unit !== null ? `${done} of ${total} ${unit}` : null;
  return [step, message ?? counted].filter(Boolean).join(': ');
}

export const etaWords = (seconds: number | null) => (seconds === null ? '' : `${duration(seconds * 1000)} left`);

const waitingWords: Record<NonNullable<Row['waiting']>['__typename'], string> = {
  NoWorkerWaiting: 'waits: no worker serves its queue',
  QueuedWaiting: 'waits its turn',
  BackingOffWaiting: 'waits for the next attempt',
  PausedWaiting: 'paused',
  StartDelayWaiting: 'begins later',
  TimerWaiting: 'sleeps',
  ChildrenWaiting: 'waits for runs that it has started',
  DecisionWaiting: 'waits for a decision',
};
