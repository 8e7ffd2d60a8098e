import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import { useQuery } from '../api/use-query.ts';
import { Link } from '../app/link.tsx';
import { useLocation } from '../app/location.ts';
import { useMay } from '../app/viewer.tsx';
import { WorkflowsDocument } from '../operations/generated.ts';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { useMedia } from '../parts/use-media.ts';
import { WindowList } from '../parts/window-list.tsx';
import { BulkActions } from './bulk-actions.tsx';
import { FilterBar } from './filter-bar.tsx';
import { readFilter } from './filter.ts';
import { RunList } from './run-list.ts';
import { Overview } from './overview.tsx';
import { LiveRow } from './run-row.tsx';

/** As `--run-row` in CSS. */
const rowHeight = 56;
const narrowRowHeight = 88;

export function RunsPage() {
  const { search } = useLocation();
  const filter = useMemo(() => readFilter(search), [search]);
  const list = useMemo(() => new RunList(filter), [filter]);
  useEffect(() => {
    list.start();
    return () => list.stop();
  }, [list]);
  const { ids, loading, failure, hasMore } = useSyncExternalStore(list.onChange, list.state);
  const workflows = useQuery(WorkflowsDocument, {}).data?.workflows ?? [];
  const may = useMay();
  const narrow = useMedia('(max-width: 700px)');
  const more = useCallback(() => list.more(), [list]);
  const filtered = Object.keys(filter).length > 0;
  return (
    <>
      <div className="page-head">
        <h1>Runs</h1>
        {may('START') && (
          <Link to="/start" className="button primary">
            Start something
          </Link>
        )}
      </div>
      <Overview />
      <FilterBar search={search} workflows={workflows} />
      {may('CANCEL') && (
        <BulkActions key={search} filter={filter} workflows={workflows} onDone={() => list.restart()} />
      )}
      {failure && <Failed failure={failure} retry={() => list.restart()} />}
      {ids.length > 0 && (
        <WindowList
          ids={ids}
          rowHeight={narrow ? narrowRowHeight : rowHeight}
          label="Runs, newest first"
          onEnd={more}
          render={(id, position) => <LiveRow key={id} list={list} id={id} position={position} />}
        />
      )}
      {loading && <Loading what="runs" />}
      {!loading && !failure && ids.length === 0 && (
        <Empty>
          {filtered ? (
            <p>
              No run matches. <Link to="/runs">Show all</Link>
            </p>
          ) : (
            <p>Nothing has run here yet. What you start appears at once.</p>
          )}
        </Empty>
      )}
      {!loading && !hasMore && ids.length > 20 && <p className="hint end">That is all.</p>}
    </>
  );
}
