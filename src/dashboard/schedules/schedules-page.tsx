import { useQuery } from '../api/use-query.ts';
import { Link } from '../app/link.tsx';
import { useMay } from '../app/viewer.tsx';
import { SchedulesDocument, type ScheduleRowFragment } from '../operations/generated.ts';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { specInWords } from './cron-words.ts';
import { ScheduleActions } from './schedule-actions.tsx';
import { schedulePath } from './schedule-path.ts';

export function SchedulesPage() {
  const { data, failure, reload } = useQuery(SchedulesDocument, {});
  const may = useMay();
  const rows = data?.schedules.edges.map(({ node }) => node) ?? [];
  return (
    <>
      <div className="page-head">
        <h1>Schedules</h1>
        {may('SCHEDULE') && (
          <Link to="/schedules/new" className="button primary">
            New schedule
          </Link>
        )}
      </div>
      {failure && <Failed failure={failure} retry={reload} />}
      {!data && !failure && <Loading what="schedules" />}
      {data && rows.length === 0 && <Empty>Nothing is scheduled.</Empty>}
      <ul className="cards">
        {rows.map((row) => (
          <li key={row.id}>
            <ScheduleCard row={row} onChange={reload} />
          </li>
        ))}
      </ul>
      {data?.schedules.pageInfo.hasNextPage && <p className="hint">The first {rows.length} are shown.</p>}
    </>
  );
}

function ScheduleCard({ row, onChange }: { row: ScheduleRowFragment; onChange(): void }) {
  const may = useMay();
  return (
    <div className="card">
      <div className="card-head">
        <Link to={schedulePath(row.id)}>
          <strong className="breakable">{row.name}</strong>
        </Link>
        {row.paused && <span className="badge paused">Paused</span>}
      </div>
      <span>{row.workflow}</span>
      <span className="hint">{specInWords(row)}</span>
      {row.note && <span className="hint text">{row.note}</span>}
      {!row.paused && row.next.length > 0 && (
        <span>
          Next <Time at={row.next[0]!} />
          <small>
            {row.next.length > 1 && (
              <>
                , then <Time at={row.next[1]!} />
              </>
            )}
          </small>
        </span>
      )}
      {row.declared && <span className="hint">Declared in a file: what contradicts the file is taken back.</span>}
      {may('SCHEDULE') && <ScheduleActions schedule={row} onChange={onChange} />}
    </div>
  );
}
