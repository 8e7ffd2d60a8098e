import { useState } from 'react';
import { ask } from '../api/ask.ts';
import { useQuery } from '../api/use-query.ts';
import { Link } from '../app/link.tsx';
import { navigate } from '../app/location.ts';
import { useMay } from '../app/viewer.tsx';
import { DeleteScheduleDocument, ScheduleDocument } from '../operations/generated.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { Values } from '../parts/values.tsx';
import { RunRow } from '../runs/run-row.tsx';
import { Backfill } from './backfill.tsx';
import { specInWords } from './cron-words.ts';
import { ScheduleEditor } from './editor.tsx';
import { SchedulePreview } from './preview.tsx';
import { ScheduleActions } from './schedule-actions.tsx';

export function SchedulePage({ name: id }: { name: string }) {
  const isNew = id === 'new';
  const { data, failure, reload } = useQuery(ScheduleDocument, isNew ? null : { id });
  const [editing, setEditing] = useState(false);
  const may = useMay();
  if (isNew) return <ScheduleEditor />;
  if (failure) return <Failed failure={failure} retry={reload} />;
  if (!data) return <Loading what="the schedule" />;
  const { schedule } = data;
  if (!schedule) return <Empty>There is no such schedule (any more).</Empty>;
  if (editing) {
    return (
      <ScheduleEditor
        schedule={schedule}
        onDone={() => {
          setEditing(false);
          reload();
        }}
      />
    );
  }
  const { counts, recent, action, labels } = schedule;
  return (
    <>
      <p>
        <Link to="/schedules">All schedules</Link>
      </p>
      <div className="page-head">
        <div>
          <h1>{schedule.name}</h1>
          <p className="hint">
            {schedule.workflow}, {specInWords(schedule)}
          </p>
        </div>
        {schedule.paused && <span className="badge paused">Paused</span>}
      </div>
      {schedule.note && <p className="text">{schedule.note}</p>}
      {may('SCHEDULE') && (
        <>
          <ScheduleActions schedule={schedule} onChange={reload} />
          <div className="actions">
            <button type="button" onClick={() => setEditing(true)}>
              Change
            </button>
            <DeleteButton id={id} name={schedule.name} />
          </div>
          <section>
            <h2>When</h2>
            <SchedulePreview id={id} />
          </section>
        </>
      )}
      <section>
        <h2>What it has started</h2>
        <p className="hint">
          {counts.started} runs; {counts.missed} times were missed, {counts.skippedByOverlap} left out as one still ran.
        </p>
        {recent.length > 0 && (
          <div role="table" aria-label="Runs of this schedule" className="rows">
            {recent.map(({ run }) => run && <RunRow key={run.id} run={run} />)}
          </div>
        )}
        {may('SCHEDULE') && <Backfill id={id} />}
      </section>
      <section>
        <h2>With</h2>
        <Values value={action.inputJson} />
        <p className="hint">
          {labels.map(({ key, value }) => (
            <span key={key} className="label-mark">
              {key}={value}
            </span>
          ))}
        </p>
      </section>
    </>
  );
}

function DeleteButton({ id, name }: { id: string; name: string }) {
  const [open, setOpen] = useState(false);
  const { busy, told, act } = useAction();
  const remove = async () => {
    if (await act(async () => (await ask(DeleteScheduleDocument, { id })).deleteSchedule)) navigate('/schedules');
  };
  return (
    <>
      <button type="button" className="quiet" onClick={() => setOpen(true)}>
        Delete …
      </button>
      {open && (
        <Dialog title={`Delete ${name}`} onClose={() => setOpen(false)}>
          <p>It starts nothing any more. Runs that it has started go on.</p>
          {told && <p className="problem">{told}</p>}
          <div className="actions">
            <button type="button" className="danger" disabled={busy} onClick={() => void remove()}>
              Delete it
            </button>
            <button type="button" onClick={() => setOpen(false)}>
              Keep it
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
