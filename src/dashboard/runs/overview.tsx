import { useEffect, useState, type ReactNode } from 'react';
import { useQuery } from '../api/use-query.ts';
import { Link } from '../app/link.tsx';
import { useMay } from '../app/viewer.tsx';
import { approvalPath } from '../approvals/approval-path.ts';
import { useOpenApprovals } from '../approvals/open-approvals.ts';
import { SchedulesDocument } from '../operations/generated.ts';
import { Time, useNow } from '../parts/time.tsx';
import { schedulePath } from '../schedules/schedule-path.ts';

/** What waits for somebody, and what comes next. It keeps its place while it is asked for. */
export function Overview() {
  const may = useMay();
  return (
    <div className="overview">
      {may('DECIDE') && <Decisions />}
      {may('LIST') && <Next />}
    </div>
  );
}

function Decisions() {
  const { open, known } = useOpenApprovals();
  const [first] = open;
  if (!first) return <Box title="Decisions">{known ? 'Nobody waits for one.' : ' '}</Box>;
  return (
    <Box title="Decisions" urgent>
      <Link to={approvalPath(first.id)}>{first.question}</Link>
      {open.length > 1 && <>, and {open.length - 1} more</>}
    </Box>
  );
}

function Next() {
  const now = useNow();
  const [due, setDue] = useState(0);
  const { data, failure } = useQuery(SchedulesDocument, {}, due);
  const times = (data?.schedules.edges ?? [])
    .flatMap(({ node: { id, name, paused, next } }) => (paused ? [] : next.map((at) => ({ id, name, at }))))
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const [first, second] = times;
  const { edges = [], pageInfo } = data?.schedules ?? {};
  const among = pageInfo?.hasNextPage ? `Of the first ${edges.length} schedules` : null;
  // What was next has begun: something else is now.
  const begun = first && Date.parse(first.at) < now ? Date.parse(first.at) : 0;
  useEffect(() => {
    if (begun) setDue(now);
  }, [begun, now]);
  return (
    <Box title="Comes next">
      {failure && !data && failure.message}
      {data && !first && (among ? `${among} none is due.` : 'Nothing is scheduled.')}
      {first && <Run {...first} />}
      {second && (
        <>
          , then <Run {...second} />
        </>
      )}
      {first && among && <span className="hint"> {among}.</span>}
    </Box>
  );
}

const Run = ({ id, name, at }: { id: string; name: string; at: string }) => (
  <>
    <Link to={schedulePath(id)}>{name}</Link> <Time at={at} />
  </>
);

function Box({ title, urgent = false, children }: { title: string; urgent?: boolean; children: ReactNode }) {
  return (
    <p className={urgent ? 'overview-box urgent' : 'overview-box'}>
      <strong>{title}</strong> <span>{children}</span>
    </p>
  );
}
