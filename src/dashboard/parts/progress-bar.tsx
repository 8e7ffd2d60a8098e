import type { RunStatus } from '../operations/generated.ts';

interface ProgressBarProps {
  percent: number | null;
  status: RunStatus;
  /** What it is the progress of, for who cannot see it. */
  label: string;
}

/** A bar of fixed size: its filling is scaled and nothing is laid out anew. */
export function ProgressBar({ percent, status, label }: ProgressBarProps) {
  const known = percent ?? (status === 'COMPLETED' ? 100 : null);
  const unknown = known === null && status === 'RUNNING';
  return (
    <div
      className={`bar ${status.toLowerCase()}${unknown ? ' unknown' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={known === null ? undefined : Math.round(known)}
    >
      <div className="bar-filling" style={{ transform: `scaleX(${(known ?? 0) / 100})` }} />
    </div>
  );
}

export const percentWord = (percent: number | null) => (percent === null ? '' : `${Math.floor(percent)} %`);
