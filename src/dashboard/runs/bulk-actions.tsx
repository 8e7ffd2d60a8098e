import { useState } from 'react';
import { ask } from '../api/ask.ts';
import { asFailure } from '../api/failure.ts';
import { useMay } from '../app/viewer.tsx';
import {
  CancelRunsDocument,
  PauseRunsDocument,
  ResetRunsDocument,
  ResumeRunsDocument,
  type RunFilter,
  type RunsCountFragment,
  type WorkflowsQuery,
} from '../operations/generated.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useNewest } from '../parts/use-newest.ts';

type Workflow = WorkflowsQuery['workflows'][number];
type Outcome = RunsCountFragment | { __typename: 'InvalidInputError'; message: string };

interface Asked {
  filter: RunFilter;
  dryRun: boolean;
}

const actions = {
  cancel: {
    title: 'Cancel',
    verb: 'Cancels',
    done: 'asked to stop',
    send: async (asked: Asked): Promise<Outcome> => (await ask(CancelRunsDocument, asked)).cancelRuns,
  },
  pause: {
    title: 'Pause',
    verb: 'Pauses',
    done: 'paused',
    send: async (asked: Asked): Promise<Outcome> => (await ask(PauseRunsDocument, asked)).pauseRuns,
  },
  resume: {
    title: 'Resume',
    verb: 'Resumes',
    done: 'resumed',
    send: async (asked: Asked): Promise<Outcome> => (await ask(ResumeRunsDocument, asked)).resumeRuns,
  },
  reset: {
    title: 'Take back',
    verb: 'Takes back',
    done: 'taken back',
    send: async (asked: Asked, toStep: string): Promise<Outcome> =>
      (await ask(ResetRunsDocument, { ...asked, toStep })).resetRuns,
  },
} as const;
type Action = keyof typeof actions;

interface BulkActionsProps {
  filter: RunFilter;
  /** Those of which somebody may know the steps. */
  workflows: readonly Workflow[];
  onDone(): void;
}

/** Does something to all runs of the filter, after saying to how many. */
export function BulkActions({ filter, workflows, onDone }: BulkActionsProps) {
  const may = useMay();
  const [action, setAction] = useState<Action | null>(null);
  const [step, setStep] = useState('');
  const [told, setTold] = useState<string | null>(null);
  const [count, setCount] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const newest = useNewest();
  const steps = workflows.find(({ name }) => name === filter.workflow)?.steps ?? [];

  const send = async (chosen: Action, toStep: string, dryRun: boolean) => {
    const isNewest = newest();
    setTold(null);
    setSending(!dryRun);
    try {
      const outcome = await actions[chosen].send({ filter, dryRun }, toStep);
      if (!isNewest()) return; // it is about something else than what is shown
      if (outcome.__typename === 'InvalidInputError') setTold(outcome.message);
      else if (dryRun) setCount(outcome.more ? `the newest ${outcome.count} runs` : runs(outcome.count));
      else {
        setTold(`${runs(outcome.changed)} ${actions[chosen].done}.${failed(outcome)}`);
        setAction(null);
        onDone();
      }
    } catch (error) {
      if (isNewest()) setTold(asFailure(error).message);
    } finally {
      if (!dryRun) setSending(false);
    }
  };
  const open = (chosen: Action) => {
    const first = steps[0]?.name ?? '';
    setAction(chosen);
    setStep(first);
    setCount(null);
    setTold(null);
    if (chosen !== 'reset' || first) void send(chosen, first, true);
  };

  const close = () => {
    if (!sending) newest(); // of what is sent the answer is wanted, also by who has closed this with Escape
    setAction(null);
  };

  return (
    <div className="bulk">
      <span className="hint">All that match:</span>
      {(Object.keys(actions) as Action[])
        .filter((one) => one !== 'reset' || may('START'))
        .map((one) => (
          <button key={one} type="button" className="small" disabled={sending} onClick={() => open(one)}>
            {actions[one].title} …
          </button>
        ))}
      <span role="status" className="hint">
        {action === null && told}
      </span>
      {action !== null && (
        <Dialog title={`${actions[action].title} runs`} onClose={close}>
          {action === 'reset' && steps.length === 0 ? (
            <p>Choose a workflow in the filter first: steps are those of one workflow.</p>
          ) : (
            <p>{count === null ? (told ?? 'Counting …') : `${actions[action].verb} ${count} that match the filter.`}</p>
          )}
          {action === 'reset' && steps.length > 0 && (
            <label className="field">
              <span className="label">To the step</span>
              <select value={step} onChange={({ target }) => setStep(target.value)}>
                {steps.map(({ name }) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
              <span className="hint">
                From there they do everything again, those that have ended, too. What they have written outside stays.
              </span>
            </label>
          )}
          {count !== null && told !== null && <p className="problem">{told}</p>}
          <div className="actions">
            <button
              type="button"
              className={action === 'cancel' ? 'danger' : 'primary'}
              disabled={sending || count === null || count === runs(0)}
              onClick={() => void send(action, step, false)}
            >
              {actions[action].title} {count ?? ''}
            </button>
            <button type="button" disabled={sending} onClick={close}>
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
