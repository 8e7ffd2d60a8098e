import { useEffect } from 'react';
import { useQuery } from '../api/use-query.ts';
import { RunFamilyDocument } from '../operations/generated.ts';
import { RunRow } from '../runs/run-row.tsx';

const everyMs = 5000;

/** Whom a run belongs to, and whom it has started. */
export function Family({ id, live }: { id: string; live: boolean }) {
  const { data, reload } = useQuery(RunFamilyDocument, { id });
  const run = data?.run;
  const count = run?.children.edges.length ?? 0;
  // Children are no part of the live list of runs, so those of a run that goes on are asked for.
  useEffect(() => {
    if (!live) return undefined;
    const timer = setInterval(reload, everyMs);
    return () => clearInterval(timer);
  }, [live, reload]);
  if (!run || (!run.parent && count === 0)) return null;
  return (
    <section>
      <h2>Family</h2>
      <div role="table" aria-label="Parent and children" className="rows">
        {run.parent && <RunRow run={run.parent} />}
        <div className={run.parent ? 'inner' : ''}>
          {run.children.edges.map(({ node }) => (
            <RunRow key={node.id} run={node} />
          ))}
        </div>
      </div>
      {run.children.pageInfo.hasNextPage && <p className="hint">The newest {count} are shown.</p>}
    </section>
  );
}
