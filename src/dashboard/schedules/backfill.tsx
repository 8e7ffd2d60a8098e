import { useState } from 'react';
import { ask } from '../api/ask.ts';
import { asFailure } from '../api/failure.ts';
import { Link, runPath } from '../app/link.tsx';
import { FormField } from '../forms/field.tsx';
import { BackfillScheduleDocument, type BackfillScheduleMutation } from '../operations/generated.ts';

type Outcome = BackfillScheduleMutation['backfillSchedule'];

const local = (at: number) => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** Runs what was not run in the past, after saying what that would be. */
export function Backfill({ id }: { id: string }) {
  const [from, setFrom] = useState(() => local(Date.now() - 86_400_000));
  const [to, setTo] = useState(() => local(Date.now()));
  const [planned, setPlanned] = useState<Outcome | null>(null);
  const [done, setDone] = useState<Outcome | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (dryRun: boolean) => {
    setProblem(null);
    try {
      const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      const { backfillSchedule: outcome } = await ask(BackfillScheduleDocument, { id, dryRun, ...period });
      if (outcome.__typename !== 'ScheduleBackfill') setProblem(outcome.message);
      else if (dryRun) setPlanned(outcome);
      else setDone(outcome);
    } catch (error) {
      setProblem(asFailure(error).message);
    }
  };
  const change = (set: (value: string) => void) => (value: string) => {
    set(value);
    setPlanned(null);
  };
  const plan = planned?.__typename === 'ScheduleBackfill' ? planned : null;
  const run = done?.__typename === 'ScheduleBackfill' ? done.run : null;
  return (
    <details>
      <summary>Make up for the past</summary>
      <p>Runs the times that have no run. A time that has one, however it ended, is not run again.</p>
      <div className="two">
        <FormField label="From" problem={undefined}>
          {(frame) => (
            <input
              {...frame}
              type="datetime-local"
              value={from}
              onChange={({ target }) => change(setFrom)(target.value)}
            />
          )}
        </FormField>
        <FormField label="To" problem={undefined}>
          {(frame) => (
            <input {...frame} type="datetime-local" value={to} onChange={({ target }) => change(setTo)(target.value)} />
          )}
        </FormField>
      </div>
      {plan && (
        <p role="status">
          Of {plan.total} times {plan.due} would be run
          {plan.unknown > 0 && <>; of {plan.unknown} nobody knows whether they were</>}
          {plan.times.length > 0 && (
            <>: {plan.times.map((time) => time.local.replace('T', ' ').slice(0, 16)).join(', ')}</>
          )}
          .
        </p>
      )}
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {run && (
        <p role="status">
          It is under way: <Link to={runPath(run.id)}>watch it</Link>.
        </p>
      )}
      <div className="actions">
        <button type="button" onClick={() => void send(true)}>
          What would be run?
        </button>
        <button
          type="button"
          className="primary"
          disabled={!plan || plan.due === 0 || done !== null}
          onClick={() => void send(false)}
        >
          Run {plan?.due ?? ''}
        </button>
      </div>
    </details>
  );
}
