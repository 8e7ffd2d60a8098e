import { useState } from 'react';
import { useQuery } from '../api/use-query.ts';
import { Link } from '../app/link.tsx';
import { useMay } from '../app/viewer.tsx';
import { SchedulesDocument } from '../operations/generated.ts';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { ScheduleCard } from './schedule-card.tsx';

export function SchedulesPage() {
  const may = useMay();
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
      <Schedules after={null} />
    </>
  );
}

/** One page of the list, and those behind it as far as somebody wants to see them. */
function Schedules({ after }: { after: string | null }) {
  const { data, failure, reload } = useQuery(SchedulesDocument, { after });
  const [wantsMore, setWantsMore] = useState(false);
  const { edges = [], pageInfo } = data?.schedules ?? {};
  return (
    <>
      {failure && <Failed failure={failure} retry={reload} />}
      {!data && !failure && <Loading what="schedules" />}
      {data && edges.length === 0 && after === null && <Empty>Nothing is scheduled.</Empty>}
      <ul className="cards">
        {edges.map(({ node }) => (
          <li key={node.id}>
            <ScheduleCard row={node} onChange={reload} />
          </li>
        ))}
      </ul>
      {pageInfo?.hasNextPage && !wantsMore && (
        <p>
          <button type="button" onClick={() => setWantsMore(true)}>
            Show more
          </button>
        </p>
      )}
      {pageInfo?.hasNextPage && wantsMore && <Schedules after={pageInfo.endCursor} />}
    </>
  );
}
