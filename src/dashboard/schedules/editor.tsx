import { useDeferredValue, useMemo, useState, type FormEvent } from 'react';
import { asFailure } from '../api/failure.ts';
import { Link } from '../app/link.tsx';
import { navigate } from '../app/location.ts';
import { FormField } from '../forms/field.tsx';
import { issuesOf, type Fields, type Issues } from '../forms/fields.ts';
import { ObjectFields } from '../forms/object-field.tsx';
import { useInputTypes } from '../forms/use-input-types.ts';
import type { ScheduleQuery } from '../operations/generated.ts';
import { Loading } from '../parts/states.tsx';
import { cronInWords } from './cron-words.ts';
import { SchedulePreview } from './preview.tsx';
import { createSchedule, updateSchedule } from './send-schedule.ts';
import { schedulePath } from './schedule-path.ts';
import { lines, sameTimes, specOf } from './spec.ts';

type Schedule = NonNullable<ScheduleQuery['schedule']>;

interface ScheduleEditorProps {
  /** Default: a new one. */
  schedule?: Schedule;
  onDone?(): void;
}

/** Fields of `CreateScheduleInput` that have a place of their own in the form. */
const apart = ['name', 'spec', 'action', 'note'];

export function ScheduleEditor({ schedule, onDone }: ScheduleEditorProps) {
  const { types, problem: away } = useInputTypes();
  const [name, setName] = useState('');
  const [note, setNote] = useState(schedule?.note ?? '');
  const [cron, setCron] = useState(schedule ? schedule.spec.cron.join('\n') : '0 9 * * 1-5');
  const [timeZone, setTimeZone] = useState(schedule?.spec.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [action, setAction] = useState<Fields>({});
  const [more, setMore] = useState<Fields>({ labels: schedule?.labels });
  const [issues, setIssues] = useState<Issues>(new Map());
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const spec = useMemo(() => specOf(cron, timeZone, schedule?.spec), [cron, timeZone, schedule]);
  const shownSpec = useDeferredValue(spec);
  const simple = !schedule || (schedule.spec.intervals.length === 0 && schedule.spec.calendars.length === 0);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const outcome = await send();
      if (outcome.__typename === 'Schedule') return onDone ? onDone() : navigate(schedulePath(outcome.id));
      setProblem(outcome.message);
      if (outcome.__typename === 'InvalidInputError') setIssues(issuesOf(outcome.issues));
    } catch (error) {
      setProblem(asFailure(error).message);
    } finally {
      setBusy(false);
    }
  };
  const send = () => {
    if (!schedule) return createSchedule({ ...more, note, spec, name, action });
    const timed = simple && !sameTimes(spec, schedule.spec);
    return updateSchedule(schedule, { ...more, labels: more['labels'] ?? [], note, ...(timed && { spec }) });
  };

  if (away) return <p className="problem">{away.message}</p>;
  if (!types) return <Loading what="the form" />;
  const cronProblem = [...issues].find(([path]) => path.startsWith('spec.cron'))?.[1];
  return (
    <form className="start-form" onSubmit={(event) => void submit(event)} noValidate>
      <p>
        <Link to="/schedules">All schedules</Link>
      </p>
      <h1>{schedule ? `Change ${schedule.name}` : 'New schedule'}</h1>
      {!schedule && (
        <FormField
          label="Name"
          required
          hint="Letters, digits, . _ and -; the ids of its runs begin with it."
          problem={issues.get('name')}
        >
          {(frame) => <input {...frame} value={name} onChange={({ target }) => setName(target.value)} />}
        </FormField>
      )}
      {simple ? (
        <>
          <FormField label="Cron, one a line" required problem={cronProblem} hint={inWordsOf(cron)}>
            {(frame) => (
              <textarea
                {...frame}
                rows={2}
                className="code"
                value={cron}
                onChange={({ target }) => setCron(target.value)}
              />
            )}
          </FormField>
          <FormField label="Time zone" problem={issues.get('spec.timeZone')}>
            {(frame) => (
              <>
                <input {...frame} list="zones" value={timeZone} onChange={({ target }) => setTimeZone(target.value)} />
                <datalist id="zones">
                  {Intl.supportedValuesOf('timeZone').map((zone) => (
                    <option key={zone} value={zone} />
                  ))}
                </datalist>
              </>
            )}
          </FormField>
          <section aria-label="When it would be due">
            <SchedulePreview spec={shownSpec} />
          </section>
        </>
      ) : (
        <p className="hint">Its times are intervals or calendars: change them with `updateSchedule`.</p>
      )}
      {!schedule && (
        <fieldset className="group">
          <legend>What it starts</legend>
          <ObjectFields
            typeName="ScheduleActionInput"
            value={action}
            path="action"
            onChange={setAction}
            types={types}
            issues={issues}
          />
        </fieldset>
      )}
      <FormField label="Note" problem={issues.get('note')}>
        {(frame) => <textarea {...frame} rows={2} value={note} onChange={({ target }) => setNote(target.value)} />}
      </FormField>
      <details>
        <summary>More</summary>
        {schedule && (
          <p className="hint">What is left empty stays as it is, but for labels: those here are all it has.</p>
        )}
        <ObjectFields
          typeName={schedule ? 'UpdateScheduleInput' : 'CreateScheduleInput'}
          except={apart}
          value={more}
          path=""
          onChange={setMore}
          types={types}
          issues={issues}
        />
      </details>
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <div className="actions">
        <button type="submit" className="primary" disabled={busy}>
          {schedule ? 'Change it' : 'Make it'}
        </button>
        {onDone && (
          <button type="button" onClick={onDone}>
            Leave it
          </button>
        )}
      </div>
    </form>
  );
}

const inWordsOf = (cron: string) => lines(cron).map(cronInWords).join('; ');
