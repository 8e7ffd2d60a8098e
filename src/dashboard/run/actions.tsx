import { useState } from 'react';
import { ask } from '../api/ask.ts';
import { asFailure } from '../api/failure.ts';
import { useQuery } from '../api/use-query.ts';
import { Link } from '../app/link.tsx';
import { useMay } from '../app/viewer.tsx';
import {
  CancelRunDocument,
  PauseRunDocument,
  ResetRunDocument,
  ResumeRunDocument,
  TerminateRunDocument,
  WorkflowsDocument,
} from '../operations/generated.ts';
import { Dialog } from '../parts/dialog.tsx';
import { isOpen } from '../parts/status.tsx';
import type { LiveRun } from './run.ts';
import { ShareButton } from './share-button.tsx';

type Outcome = { __typename: 'RunChanged' } | { message: string };

export function RunActions({ run }: { run: LiveRun }) {
  const { id, workflow, status } = run;
  const may = useMay();
  const [told, setTold] = useState<string | null>(null);
  const [dialog, setDialog] = useState<'reset' | 'terminate' | null>(null);
  const act = async (send: () => Promise<Outcome>, done: string) => {
    setDialog(null);
    try {
      const outcome = await send();
      setTold('message' in outcome ? outcome.message : done);
    } catch (error) {
      setTold(asFailure(error).message);
    }
  };
  const open = isOpen(status);
  const { data } = useQuery(WorkflowsDocument, {});
  // Of others, such as batches, the page knows neither input nor steps.
  const known = data?.workflows.find(({ name }) => name === workflow);
  return (
    <div className="actions run-actions">
      {may('CANCEL') && open && (
        <>
          {status === 'RUNNING' ? (
            <button
              type="button"
              onClick={() => void act(async () => (await ask(PauseRunDocument, { id })).pauseRun, '')}
            >
              Pause
            </button>
          ) : (
            <button
              type="button"
              className="primary"
              onClick={() => void act(async () => (await ask(ResumeRunDocument, { id })).resumeRun, '')}
            >
              Resume
            </button>
          )}
          <button
            type="button"
            onClick={() =>
              void act(async () => (await ask(CancelRunDocument, { id })).cancelRun, 'It was asked to stop.')
            }
          >
            Cancel
          </button>
          <button type="button" className="quiet" onClick={() => setDialog('terminate')}>
            Terminate …
          </button>
        </>
      )}
      {may('GRANT') && <ShareButton id={id} />}
      {may('START') && known && (
        <>
          <button type="button" onClick={() => setDialog('reset')}>
            Take back to a step …
          </button>
          <Link to={`/start/${workflow}?from=${encodeURIComponent(id)}`} className="button">
            Run again with changes
          </Link>
        </>
      )}
      <span role="status" className="hint">
        {told}
      </span>
      {dialog === 'terminate' && (
        <Dialog title="Terminate this run" onClose={() => setDialog(null)}>
          <p>It ends at once and cleans nothing up. Cancel it instead unless it does not react.</p>
          <div className="actions">
            <button
              type="button"
              className="danger"
              onClick={() => void act(async () => (await ask(TerminateRunDocument, { id })).terminateRun, '')}
            >
              Terminate
            </button>
            <button type="button" onClick={() => setDialog(null)}>
              Leave it
            </button>
          </div>
        </Dialog>
      )}
      {dialog === 'reset' && known && (
        <ResetDialog
          steps={known.steps}
          onClose={() => setDialog(null)}
          onChoose={(toStep) =>
            void act(async () => (await ask(ResetRunDocument, { id, toStep })).resetRun, `It goes on from ${toStep}.`)
          }
        />
      )}
    </div>
  );
}

interface ResetDialogProps {
  steps: readonly { name: string }[];
  onClose(): void;
  onChoose(step: string): void;
}

function ResetDialog({ steps, onClose, onChoose }: ResetDialogProps) {
  const [step, setStep] = useState('');
  const chosen = step || (steps[0]?.name ?? '');
  return (
    <Dialog title="Take the run back" onClose={onClose}>
      <p>From there it does everything again, and people are asked again. What it has written outside stays.</p>
      <label className="field">
        <span className="label">To the step</span>
        <select value={chosen} onChange={({ target }) => setStep(target.value)}>
          {steps.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <div className="actions">
        <button type="button" className="primary" disabled={!chosen} onClick={() => onChoose(chosen)}>
          Take it back
        </button>
        <button type="button" onClick={onClose}>
          Leave it
        </button>
      </div>
    </Dialog>
  );
}
