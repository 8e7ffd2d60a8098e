import { useEffect, useState } from 'react';
import { useFollow } from '../api/use-follow.ts';
import { useQuery } from '../api/use-query.ts';
import { RunFamilyDocument, RunProgressDocument, type RunFamilyQuery } from '../operations/generated.ts';
import { isOpen } from '../parts/status.tsx';
import { RunRow } from '../runs/run-row.tsx';
import type { TimelineLine } from './run.ts';
import { mostLines } from './use-timeline.ts';

type Listed = NonNullable<RunFamilyQuery['run']>['children']['edges'][number]['node'];

/** So many are followed, each by itself: a socket has room for twice as many. */
const most = 40;

interface FamilyProps {
  data: RunFamilyQuery | undefined;
  reload(): void;
  /** The log of the run, which tells of children before any list does. */
  lines: readonly TimelineLine[];
  /** Whether it may start more. */
  live: boolean;
}

/** Who looks at a log that is too long to be all here hears of later children from the list. */
const everyMs = 5000;

/** Whom a run belongs to, and whom it has started, live. */
export function Family({ data, reload, lines, live }: FamilyProps) {
  const isCut = lines.length >= mostLines;
  useEffect(() => {
    if (!live || !isCut) return undefined;
    const timer = setInterval(reload, everyMs);
    return () => clearInterval(timer);
  }, [live, isCut, reload]);
  const started = lines.flatMap((line) =>
    line.__typename === 'TimelineEvent' && line.kind === 'CHILD_STARTED' && line.childId ? [line.childId] : [],
  );
  const run = data?.run;
  if (!run || (!run.parent && run.children.edges.length === 0 && started.length === 0)) return null;
  const depth = run.parent ? 2 : 1;
  return (
    <section>
      <h2>{run.parent ? 'Started by, and has started' : 'Has started'}</h2>
      <div role="treegrid" aria-label="Parent and children" className="rows">
        {run.parent && <Member id={run.parent.id} listed={run.parent} level={1} />}
        <Children listed={run.children.edges.map(({ node }) => node)} started={started} level={depth} />
        {(run.children.pageInfo.hasNextPage || started.length > most) && (
          <Note text={`The newest ${most} are shown.`} />
        )}
      </div>
    </section>
  );
}

interface ChildrenProps {
  listed: readonly Listed[];
  /** Ids of those that are not in the list yet, oldest first. */
  started: readonly string[];
  level: number;
}

/** The newest first, as lists of runs are. */
function Children({ listed, started, level }: ChildrenProps) {
  const byId = new Map(listed.map((run) => [run.id, run]));
  const heard = [...new Set(started)].filter((id) => !byId.has(id)).toReversed();
  return [...heard, ...byId.keys()]
    .slice(0, most)
    .map((id) => <Branch key={id} id={id} listed={byId.get(id)} level={level} />);
}

interface MemberProps {
  id: string;
  /** What a list says of it; the run itself is asked where there is none. */
  listed: Listed | undefined;
  level: number;
}

/** One that may have started others, which are asked for when somebody wants to see them. */
function Branch({ id, listed, level }: MemberProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Member id={id} listed={listed} level={level} open={open} onToggle={() => setOpen(!open)} />
      {open && <Below id={id} level={level + 1} />}
    </>
  );
}

function Below({ id, level }: { id: string; level: number }) {
  const { data, failure } = useQuery(RunFamilyDocument, { id });
  if (!data) return <Note text={failure?.message ?? 'Loading …'} />;
  const children = data.run?.children;
  if (!children || children.edges.length === 0) return <Note text="It has started no others." />;
  return <Children listed={children.edges.map(({ node }) => node)} started={[]} level={level} />;
}

interface OpenProps extends MemberProps {
  open?: boolean;
  onToggle?(): void;
}

function Member({ id, listed, level, open, onToggle }: OpenProps) {
  const follows = !listed || isOpen(listed.status);
  const { data, failure } = useFollow(RunProgressDocument, follows ? { id } : null);
  const run = data?.run ?? listed;
  if (!run) return <Note text={failure?.message ?? '…'} />;
  return (
    <RunRow
      run={run}
      level={level}
      open={open}
      toggle={
        onToggle && (
          <button
            type="button"
            className="toggle"
            aria-expanded={open}
            aria-label={`What ${run.workflowId} has started`}
            onClick={onToggle}
          />
        )
      }
    />
  );
}

const Note = ({ text }: { text: string }) => (
  <div role="row" className="note">
    <span role="gridcell" className="hint">
      {text}
    </span>
  </div>
);
