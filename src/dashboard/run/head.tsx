import { useRef } from 'react';
import { etaWords } from '../runs/run-row.tsx';
import { percentWord, ProgressBar } from '../parts/progress-bar.tsx';
import { StatusBadge } from '../parts/status.tsx';
import { duration, ExactTime, useNow } from '../parts/time.tsx';
import type { LiveRun } from './run.ts';
import { WaitingBox } from './waiting.tsx';

interface RunHeadProps {
  run: LiveRun;
  /** For somebody who has only a link to this run: what leads elsewhere is left out. */
  shared?: boolean;
}

export function RunHead({ run, shared = false }: RunHeadProps) {
  const { workflow, workflowId, status, startedAt, closedAt, progress, failure, waiting } = run;
  const now = useNow();
  const took = Date.parse(closedAt ?? new Date(now).toISOString()) - Date.parse(startedAt);
  return (
    <header className="run-head">
      <div className="page-head">
        <div>
          <h1>{workflow}</h1>
          <p className="hint breakable">{workflowId}</p>
        </div>
        <StatusBadge status={status} />
      </div>
      <div className="run-head-progress">
        <strong className="percent">{percentWord(progress.percent) || '–'}</strong>
        <div>
          <ProgressBar percent={progress.percent} status={status} label={`Progress of ${workflow}`} />
          <p className="hint">
            {/* Read out when it changes, which what changes every second must not be. */}
            <span aria-live="polite">{progress.step}</span>
            {status === 'RUNNING' && progress.etaSeconds !== null && (
              <>
                {progress.step && ', '}
                {etaWords(progress.etaSeconds)}
              </>
            )}
          </p>
        </div>
      </div>
      <p className="hint">
        Started <ExactTime at={startedAt} />, {closedAt ? 'took' : 'for'} {duration(took)}
        {closedAt && (
          <>
            , ended <ExactTime at={closedAt} />
          </>
        )}
      </p>
      {failure && (
        <div className="failure-box" role="alert">
          <p>
            <strong>{failure.code}</strong> {failure.message}
          </p>
          <p className="hint">
            {failure.step && `In the step ${failure.step}. `}
            {failure.attempts !== null && failure.attempts > 1 && `After ${failure.attempts} attempts.`}
          </p>
        </div>
      )}
      {waiting && !shared && <WaitingBox waiting={waiting} />}
      <Activities run={run} />
    </header>
  );
}

/** What runs just now, and the newest picture of it. It keeps its place between two activities. */
function Activities({ run: { status, progress } }: { run: LiveRun }) {
  const { activities, preview } = progress;
  const most = useRef(1);
  most.current = Math.max(most.current, activities.length);
  if (status !== 'RUNNING') return null;
  return (
    <div className="activities">
      {preview && (
        <img
          src={preview.url}
          width={preview.width}
          height={preview.height}
          alt="What is being made"
          className="preview"
        />
      )}
      <ul style={{ minHeight: `${most.current}lh` }}>
        {activities.map(({ name, step, attempt, done, total, unit, message }, n) => (
          <li key={`${name} ${n}`}>
            <strong>{name}</strong> {message}
            {done !== null && total !== null && (
              <span className="hint">
                {' '}
                {unit ? `${done} of ${total} ${unit}` : percentWord((100 * done) / (total || 1))}
              </span>
            )}
            {attempt > 1 && <span className="badge paused">attempt {attempt}</span>}
            {step && <span className="visually-hidden"> in the step {step}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
