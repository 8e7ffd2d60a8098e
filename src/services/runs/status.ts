/** What became of a run: the names Temporal's visibility uses. */
export const runStatuses = ['RUNNING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELED', 'TERMINATED', 'TIMED_OUT'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** By the numbers of temporal.api.enums.v1.WorkflowExecutionStatus. 6, continued-as-new, is never a whole run's status. */
const byNumber: Readonly<Record<number, RunStatus>> = {
  1: 'RUNNING',
  2: 'COMPLETED',
  3: 'FAILED',
  4: 'CANCELED',
  5: 'TERMINATED',
  7: 'TIMED_OUT',
  8: 'PAUSED',
};

export const toStatus = (number: number | null | undefined): RunStatus => byNumber[number ?? 1] ?? 'RUNNING';

/** Whether nothing will change any more. */
export const isClosed = (status: RunStatus) => status !== 'RUNNING' && status !== 'PAUSED';
