import { minute } from '../table.ts';

/** Why a run does not move, as far as it is shown. */
export type Waiting =
  | { __typename: 'NoWorkerWaiting'; taskQueue: string }
  | { __typename: 'QueuedWaiting'; taskQueue: string; backlog: number }
  | { __typename: 'BackingOffWaiting'; attempt: number; lastFailure: string }
  | { __typename: 'PausedWaiting' }
  | { __typename: 'StartDelayWaiting' | 'TimerWaiting'; until: string }
  | { __typename: 'ChildrenWaiting'; running: number; planned: number | null }
  | { __typename: 'DecisionWaiting'; question: string };

/** The same in a few words. */
export function waitingInWords(waiting: Waiting): string {
  switch (waiting.__typename) {
    case 'NoWorkerWaiting':
      return `no worker serves the queue ${waiting.taskQueue}`;
    case 'QueuedWaiting':
      return `waits in the queue ${waiting.taskQueue}, with about ${waiting.backlog} tasks`;
    case 'BackingOffWaiting':
      return `attempt ${waiting.attempt} has failed and is made again: ${waiting.lastFailure}`;
    case 'PausedWaiting':
      return 'is paused';
    case 'StartDelayWaiting':
      return `begins at ${minute(waiting.until)}`;
    case 'TimerWaiting':
      return `goes on at ${minute(waiting.until)}`;
    case 'ChildrenWaiting':
      return waiting.planned === null
        ? `waits for ${waiting.running} runs`
        : `waits for ${waiting.running} runs of ${waiting.planned}`;
    case 'DecisionWaiting':
      return `asks: ${waiting.question}`;
    default:
      return 'waits'; // for something that a newer API knows of
  }
}
