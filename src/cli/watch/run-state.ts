import type { ProgressState } from '../progress-bar.ts';
import type { Waiting } from './waiting.ts';

/** What of a run is shown, and what scripts get as JSON. */
export interface RunState {
  id: string;
  workflow: string;
  workflowId: string;
  status: string;
  startedAt: string;
  closedAt: string | null;
  progress: ProgressState & {
    done: number | null;
    total: number | null;
    unit: string | null;
    etaSeconds: number | null;
  };
  waiting: Waiting | null;
  failure: { code: string; message: string; step: string | null; attempts: number | null } | null;
  resultJson: unknown;
}

export const watchRun = /* GraphQL */ `
  subscription ($id: ID!) {
    run(id: $id) {
      id
      workflow
      workflowId
      status
      startedAt
      closedAt
      progress {
        percent
        step
        message
        done
        total
        unit
        etaSeconds
      }
      waiting {
        __typename
        ... on NoWorkerWaiting {
          taskQueue
        }
        ... on QueuedWaiting {
          taskQueue
          backlog
        }
        ... on BackingOffWaiting {
          attempt
          lastFailure
        }
        ... on StartDelayWaiting {
          until
        }
        ... on TimerWaiting {
          until
        }
        ... on ChildrenWaiting {
          running
          planned
        }
        ... on DecisionWaiting {
          question
        }
      }
      failure {
        code
        message
        step
        attempts
      }
      resultJson
    }
  }
`;
