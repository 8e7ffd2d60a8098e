import { useState } from 'react';
import { ask } from '../api/ask.ts';
import { asFailure } from '../api/failure.ts';
import { Link, runPath } from '../app/link.tsx';
import { BackfillScheduleDocument, type BackfillScheduleMutation } from '../operations/generated.ts';
import { useNewest } from '../parts/use-newest.ts';
import { momentOf, PeriodFields, type LocalPeriod } from './period-fields.tsx';

type Outcome = Extract<BackfillScheduleMutation['backfillSchedule'], { __typename: 'ScheduleBackfill' }>;

interface Period {
  from: string;
  to: string;
}

const dayMs = 86_400_000;

/** Runs what was not run in the past, after saying what that would be. */
export function Backfill({ id }: { id: string }) {
  const [chosen, setChosen] = useState<LocalPeriod>(() => ({
    from: momentOf(Date.now() - dayMs),
    to: momentOf(Date.now()),
  }));
  /** What was asked about, with the answer: that and nothing else is run. */
  const [plan, setPlan] = useState<(Outcome & { period: Period }) | null>(null);
  const [done, setDone] = useState<Outcome | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const newest = useNewest();

  const send = async (period: Period, dryRun: boolean) => {
    const isNewest = newest();
    setProblem(null);
    try {
      const { backfillSchedule: outcome } = await ask(BackfillScheduleDocument, { id, dryRun, ...period });
      if (!isNewest()) return;
      if (outcome.__typename !== 'ScheduleBackfill') setProblem(outcome.message);
      else if (dryRun) setPlan({ ...outcome, period });
      else setDone(outcome);
    } catch (error) {
      if (isNewest()) setProblem(asFailure(error).message);
    }
  };
  const look = () => {
    setDone(null);
    setPlan(null);
    void send({ from: new Date(chosen.from).toISOString(), to: new Date(chosen.to).toISOString() }, true);
  };
  const run = async ({ period }: { period: Period }) => {
    setSending(true);
    await send(period, false);
    setSending(false);
  };
  const change = (next: LocalPeriod) => {
    newest(); // an answer that is under way is to another question
    setChosen(next);
    setPlan(null);
    setDone(null);
    setProblem(null);
  };
  const incomplete = chosen.from === '' || chosen.to === '';
  return (
    <details>
      <summary>Make up for the past</summary>
      <p>Runs the times that have no run. A time that has one, however it ended, is not run again.</p>
      <PeriodFields period={chosen} disabled={sending} onChange={change} />
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
      {done?.run && (
        <p role="status">
          It is under way: <Link to={runPath(done.run.id)}>watch it</Link>.
        </p>
      )}
      <div className="actions">
        <button type="button" disabled={incomplete || sending} onClick={look}>
          What would be run?
        </button>
        <button
          type="button"
          className="primary"
          disabled={!plan || plan.due === 0 || done !== null || sending}
          onClick={() => plan && void run(plan)}
        >
          Run {plan?.due ?? ''}
        </button>
      </div>
    </details>
  );
}
