import type { RunStatus } from '../operations/generated.ts';

const words: Record<RunStatus, string> = {
  RUNNING: 'Running',
  PAUSED: 'Paused',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELED: 'Cancelled',
  TERMINATED: 'Terminated',
  TIMED_OUT: 'Timed out',
};

export const statuses = Object.keys(words) as RunStatus[];
export const statusWord = (status: RunStatus) => words[status];
export const isOpen = (status: RunStatus) => status === 'RUNNING' || status === 'PAUSED';

export function StatusBadge({ status }: { status: RunStatus }) {
  return <span className={`badge ${status.toLowerCase()}`}>{words[status]}</span>;
}
