import { ask } from '../api/ask.ts';
import { PauseScheduleDocument, ResumeScheduleDocument, TriggerScheduleDocument } from '../operations/generated.ts';
import { useAction } from '../parts/use-action.ts';

interface ScheduleActionsProps {
  schedule: { id: string; name: string; paused: boolean };
  onChange(): void;
}

export function ScheduleActions({ schedule: { id, name, paused }, onChange }: ScheduleActionsProps) {
  const { busy, told, act } = useAction();
  const change = async (...attempt: Parameters<typeof act>) => {
    await act(...attempt);
    onChange();
  };
  return (
    <div className="actions">
      {paused ? (
        <button
          type="button"
          className="small"
          disabled={busy}
          aria-label={`Resume ${name}`}
          onClick={() =>
            void change(async () => (await ask(ResumeScheduleDocument, { id })).resumeSchedule, 'Resumed.')
          }
        >
          Resume
        </button>
      ) : (
        <button
          type="button"
          className="small"
          disabled={busy}
          aria-label={`Pause ${name}`}
          onClick={() => void change(async () => (await ask(PauseScheduleDocument, { id })).pauseSchedule, 'Paused.')}
        >
          Pause
        </button>
      )}
      <button
        type="button"
        className="small"
        disabled={busy}
        aria-label={`Run now: ${name}`}
        onClick={() =>
          void change(async () => (await ask(TriggerScheduleDocument, { id })).triggerSchedule, 'Started.')
        }
      >
        Run now
      </button>
      <span role="status" className="hint">
        {told}
      </span>
    </div>
  );
}
