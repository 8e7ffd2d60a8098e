import { changedSince, newestRunning } from './changed-rows.ts';
import { listRuns, type ListFilter, type RunFilter } from './list.ts';
import { replacedRows } from './replaced.ts';
import { toSnapshot, type RunSnapshot, type SnapshotTools } from './snapshot.ts';
import type { ExecutionInfo } from './execution.ts';

interface SnapshotPage {
  rows: { snapshot: RunSnapshot; cursor: string }[];
  /** Of the last row Temporal has listed, even when it is not shown. */
  endCursor: string | null;
  hasNextPage: boolean;
}

/** Runs as Temporal lists them. Rows do not say what is running, nor why nothing is. */
export function createRows(tools: SnapshotTools) {
  const { temporal, origins } = tools;
  const snapshotsOf = (infos: readonly ExecutionInfo[]) =>
    Promise.all(infos.map(async (info) => toSnapshot(tools, await origins.firstOf(info), info)));

  return {
    /** Rows that a reset or a retry has replaced are left out, so a page may be shorter than asked, or even empty. */
    async list(filter: ListFilter, first: number, after?: string | null): Promise<SnapshotPage> {
      const { rows, hasNextPage } = await listRuns(temporal, filter, first, after);
      const infos = rows.map(({ info }) => info);
      const replaced = await replacedRows(temporal, infos, origins.firstOf);
      const shown = rows.filter(({ info }) => !replaced.has(info.execution?.runId ?? ''));
      const snapshots = await snapshotsOf(shown.map(({ info }) => info));
      return {
        rows: snapshots.map((snapshot, index) => ({ snapshot, cursor: shown[index]!.cursor })),
        endCursor: rows.at(-1)?.cursor ?? null,
        hasNextPage,
      };
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
