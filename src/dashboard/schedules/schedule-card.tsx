import { Link } from '../app/link.tsx';
import { useMay } from '../app/viewer.tsx';
import type { ScheduleRowFragment } from '../operations/generated.ts';
import { Time } from '../parts/time.tsx';
import { specInWords } from './cron-words.ts';
import { ScheduleActions } from './schedule-actions.tsx';
import { schedulePath } from './schedule-path.ts';

export function ScheduleCard({ row, onChange }: { row: ScheduleRowFragment; onChange(): void }) {
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
