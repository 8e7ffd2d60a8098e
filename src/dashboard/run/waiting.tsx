import type { ReactNode } from 'react';
import { Link } from '../app/link.tsx';
import { approvalPath } from '../approvals/approval-path.ts';
import { ExactTime, Time } from '../parts/time.tsx';
import type { Waiting } from './run.ts';

/** Why a run does not move, and the one thing to do about it. */
export function WaitingBox({ waiting }: { waiting: Waiting }) {
  const { title, todo } = wordsOf(waiting);
  return (
    <div className="waiting-box" role="status">
      <p>
        <strong>{title}</strong>
      </p>
      {todo && <p>{todo}</p>}
    </div>
  );
}

function wordsOf(waiting: Waiting): { title: ReactNode; todo: ReactNode } {
  switch (waiting.__typename) {
    case 'NoWorkerWaiting':
      return {
        title: <>No worker serves the queue {waiting.taskQueue}.</>,
        todo: (
          <>
            Start one, or see on the page <Link to="/doctor">Doctor</Link> why it does not poll. Since{' '}
            <Time at={waiting.since} />.
          </>
        ),
      };
    case 'QueuedWaiting':
      return {
        title: (
          <>
            It waits its turn: {waiting.backlog} wait in the queue {waiting.taskQueue}.
          </>
        ),
        todo: 'It goes on by itself. More workers make it faster.',
      };
    case 'BackingOffWaiting':
      return {
        title: (
          <>
            Attempt {waiting.attempt}
            {waiting.maxAttempts !== null && <> of {waiting.maxAttempts}</>} has failed: {waiting.lastFailure}
          </>
        ),
        todo: (
          <>
            The next one is <Time at={waiting.nextAttemptAt} />.
          </>
        ),
      };
    case 'PausedWaiting':
      return { title: 'Somebody has paused it.', todo: 'Resume it when it may go on.' };
    case 'StartDelayWaiting':
      return {
        title: (
          <>
            It begins at <ExactTime at={waiting.until} />.
          </>
        ),
        todo: null,
      };
    case 'TimerWaiting':
      return {
        title: (
          <>
            It sleeps until <ExactTime at={waiting.until} />.
          </>
        ),
        todo: null,
      };
    case 'ChildrenWaiting':
      return {
        title: (
          <>
            It waits for runs that it has started: {waiting.running} go on
            {waiting.planned !== null && <> of {waiting.planned}</>}.
          </>
        ),
        todo: 'They are below.',
      };
    case 'DecisionWaiting':
      return {
        title: waiting.question,
        todo: (
          <>
            <Link to={approvalPath(waiting.approvalId)} className="button primary">
              Decide
            </Link>{' '}
            {waiting.deadline && (
              <>
                The deadline is <Time at={waiting.deadline} />.
              </>
            )}
          </>
        ),
      };
  }
}
