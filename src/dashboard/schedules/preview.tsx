import { useState } from 'react';
import { useQuery } from '../api/use-query.ts';
import { PreviewScheduleDocument, type PreviewScheduleQuery, type ScheduleSpecInput } from '../operations/generated.ts';
import { MonthChoice, MonthGrid, thisMonth } from '../parts/month-grid.tsx';
import { Loading } from '../parts/states.tsx';

type Preview = PreviewScheduleQuery['previewSchedule'];

/** The times at which the server would start something, in a month. It is asked, and nothing is reckoned here. */
export function SchedulePreview({ id, spec }: { id?: string; spec?: ScheduleSpecInput }) {
  const [month, setMonth] = useState(thisMonth);
  const { from, to } = around(month);
  const { data, failure, loading } = useQuery(PreviewScheduleDocument, { id, spec, from, to });
  const preview = data?.previewSchedule;
  return (
    <div className="schedule-preview">
      <MonthChoice month={month} onChange={setMonth} />
      {failure && (
        <p className="problem" role="alert">
          {failure.message}
        </p>
      )}
      {!preview && loading && <Loading what="times" />}
      {preview && (
        <>
          <MonthGrid month={month} label="Times in this month" render={(day) => dayOf(preview, day)} />
          {!preview.complete && <p className="hint">More than {preview.times.length} times: the first are shown.</p>}
          <Warnings preview={preview} />
        </>
      )}
    </div>
  );
}

const mostShown = 4;

function dayOf({ times }: Preview, day: string) {
  const here = times.filter(({ local }) => local.startsWith(day));
  if (here.length === 0) return null;
  return (
    <ul className="month-times">
      {here.slice(0, mostShown).map(({ at, local }) => (
        <li key={at}>{local.slice(11, 16)}</li>
      ))}
      {here.length > mostShown && <li className="hint">and {here.length - mostShown} more</li>}
    </ul>
  );
}

const effects = {
  SKIPPED: 'the clock skips it, and nothing runs',
  MOVED: 'the clock skips it, and it runs at another time',
  ONCE: 'the clock shows it twice, and it runs once',
  TWICE: 'the clock shows it twice, and it runs each time',
} as const;

function Warnings({ preview: { warnings } }: { preview: Preview }) {
  if (warnings.length === 0) return null;
  return (
    <div className="waiting-box" role="status">
      <p>
        <strong>The clocks are changed</strong>
      </p>
      <ul>
        {warnings.map(({ changeAt, effect, local }) => (
          <li key={`${changeAt} ${local}`}>
            {local.replace('T', ' ').slice(0, 16)}: {effects[effect]}.
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A month with a day on each side, as days begin elsewhere at other moments; never in the past. */
function around(month: string): { from: string; to: string } {
  const [year = 0, one = 1] = month.split('-').map(Number);
  const from = Math.max(Date.UTC(year, one - 1, 0), Math.floor(Date.now() / 60_000) * 60_000);
  const to = Math.max(Date.UTC(year, one, 2), from + 60_000);
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
