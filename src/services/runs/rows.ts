import { changedSince, newestRunning } from './changed-rows.ts';
import { listRuns, type ListFilter, type RunFilter } from './list.ts';
import type { Page } from '../page.ts';
import { replacedRows } from './replaced.ts';
import { toSnapshot, type RunSnapshot, type SnapshotTools } from './snapshot.ts';
import type { ExecutionInfo } from './execution.ts';

/** Runs as Temporal lists them. Rows do not say what is running, nor why nothing is. */
export function createRows(tools: SnapshotTools) {
  const { temporal, origins } = tools;
  const snapshotsOf = (infos: readonly ExecutionInfo[]) =>
    Promise.all(infos.map(async (info) => toSnapshot(tools, await origins.firstOf(info), info)));

  return {
    /** Rows that a reset or a retry has replaced are left out, so a page may be shorter than asked, or even empty. */
    async list(filter: ListFilter, first: number, after?: string | null): Promise<Page<RunSnapshot>> {
      const { rows, ...page } = await listRuns(temporal, filter, first, after);
      const infos = rows.map(({ node }) => node);
      const replaced = await replacedRows(temporal, infos, origins.firstOf);
      const shown = rows.filter(({ node }) => !replaced.has(node.execution?.runId ?? ''));
      const snapshots = await snapshotsOf(shown.map(({ node }) => node));
      return { ...page, rows: snapshots.map((node, index) => ({ node, cursor: shown[index]!.cursor })) };
    },
    /** Runs that started or closed since a moment; not complete when there are more than a thousand. */
    async changed(filter: RunFilter, since: Date) {
      const { infos, complete } = await changedSince(temporal, filter, since);
      return { runs: await snapshotsOf(infos), complete };
    },
    /** The newest that have not ended. */
    running: async (filter: RunFilter) => snapshotsOf(await newestRunning(temporal, filter)),
  };
}
