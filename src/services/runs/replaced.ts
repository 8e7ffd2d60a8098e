import type { temporal } from '@temporalio/proto';
import type { Temporal } from '../../platform/temporal.ts';
import { fetchPage, quoted } from './list.ts';
import { timestamp } from './timestamp.ts';

type ExecutionInfo = temporal.api.workflow.v1.IWorkflowExecutionInfo;

/** Temporal's own limit on pages. */
const mostRows = 1000;
/** A list filter with one of these fails or lies on Temporal's SQLite. */
const unsearchable = /['"\\]/;

/**
 * Of the rows of a list, the run ids of executions that a reset has replaced: the run goes on in a later one. Visibility
 * does not say so; but then it also lists the later one, under the same workflow id, and of the same run.
 */
export async function replacedRows(
  temporal: Temporal,
  rows: readonly ExecutionInfo[],
  firstOf: (info: ExecutionInfo) => Promise<string>,
): Promise<ReadonlySet<string>> {
  const closed = rows.filter(
    ({ closeTime, execution }) => closeTime && !unsearchable.test(execution?.workflowId ?? ''),
  );
  const ids = [...new Set(closed.map(({ execution }) => execution?.workflowId ?? ''))];
  if (ids.length === 0) return new Set();
  const query = `WorkflowId IN (${ids.map(quoted).join(', ')}) AND ExecutionStatus != 'ContinuedAsNew'`;
  const { executions } = await fetchPage(temporal, query, '', mostRows);
  const replaced = closed.map(async (row) => {
    const later = (executions ?? []).filter(
      (other) => other.execution?.workflowId === row.execution?.workflowId && startOf(other) > startOf(row),
    );
    const first = later.length > 0 ? await firstOf(row) : null;
    const ofSame = await Promise.all(later.map(async (other) => (await firstOf(other)) === first));
    return ofSame.includes(true) ? [row.execution?.runId ?? ''] : [];
  });
  return new Set((await Promise.all(replaced)).flat());
}

const startOf = ({ startTime }: ExecutionInfo) => timestamp(startTime)?.getTime() ?? 0;
