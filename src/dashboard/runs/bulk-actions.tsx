import { useState } from 'react';
import { ask } from '../api/ask.ts';
import { asFailure } from '../api/failure.ts';
import {
  CancelRunsDocument,
  PauseRunsDocument,
  ResumeRunsDocument,
  type RunFilter,
  type RunsCountFragment,
} from '../operations/generated.ts';
import { Dialog } from '../parts/dialog.tsx';

const actions = {
  cancel: { title: 'Cancel', verb: 'Cancels', done: 'asked to stop', run: sendCancel },
  pause: { title: 'Pause', verb: 'Pauses', done: 'paused', run: sendPause },
  resume: { title: 'Resume', verb: 'Resumes', done: 'resumed', run: sendResume },
} as const;
type Action = keyof typeof actions;

type Outcome = RunsCountFragment | { __typename: 'InvalidInputError'; message: string };

async function sendCancel(filter: RunFilter, dryRun: boolean): Promise<Outcome> {
  return (await ask(CancelRunsDocument, { filter, dryRun })).cancelRuns;
}
async function sendPause(filter: RunFilter, dryRun: boolean): Promise<Outcome> {
  return (await ask(PauseRunsDocument, { filter, dryRun })).pauseRuns;
}
async function sendResume(filter: RunFilter, dryRun: boolean): Promise<Outcome> {
  return (await ask(ResumeRunsDocument, { filter, dryRun })).resumeRuns;
}

/** Does something to all runs of the filter, after saying to how many. */
export function BulkActions({ filter, onDone }: { filter: RunFilter; onDone(): void }) {
  const [action, setAction] = useState<Action | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const [count, setCount] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const send = async (chosen: Action, dryRun: boolean) => {
    setBusy(true);
    try {
      const outcome = await actions[chosen].run(filter, dryRun);
      if (outcome.__typename === 'InvalidInputError') setTold(outcome.message);
      else if (dryRun) setCount(outcome.more ? `the newest ${outcome.count} runs` : runs(outcome.count));
      else {
        setTold(`${runs(outcome.changed)} ${actions[chosen].done}.${failed(outcome)}`);
        setAction(null);
        onDone();
      }
    } catch (error) {
      setTold(asFailure(error).message);
    } finally {
      setBusy(false);
    }
  };
  const open = (chosen: Action) => {
    setAction(chosen);
    setCount(null);
    setTold(null);
    void send(chosen, true);
  };

  return (
    <div className="bulk">
      <span className="hint">All that match:</span>
      {(Object.keys(actions) as Action[]).map((one) => (
        <button key={one} type="button" className="small" onClick={() => open(one)}>
          {actions[one].title} …
        </button>
      ))}
      <span role="status" className="hint">
        {action === null && told}
      </span>
      {action !== null && (
        <Dialog title={`${actions[action].title} runs`} onClose={() => setAction(null)}>
          <p>{count === null ? (told ?? 'Counting …') : `${actions[action].verb} ${count} that match the filter.`}</p>
          {count !== null && told !== null && <p className="problem">{told}</p>}
          <div className="actions">
            <button
              type="button"
              className={action === 'cancel' ? 'danger' : 'primary'}
              disabled={busy || count === null || count === runs(0)}
              onClick={() => void send(action, false)}
            >
              {actions[action].title} {count ?? ''}
            </button>
            <button type="button" onClick={() => setAction(null)}>
              Leave them
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

const runs = (count: number) => (count === 1 ? '1 run' : `${count} runs`);
const failed = ({ failures }: RunsCountFragment) =>
  failures.length === 0 ? '' : ` Not ${runs(failures.length)}: ${failures[0]!.message}`;
