import type { Temporal } from '../../platform/temporal.ts';
import { longestPage } from '../temporal-pages.ts';
import { pagesOf, quoted } from './list.ts';
import { timestamp } from './timestamp.ts';
import type { ExecutionInfo } from './execution.ts';

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
  const { rows: executions } = await pagesOf(temporal, query)('', longestPage);
  const replaced = closed.map(async (row) => {
    const [newest, ...rest] = executions.filter(
      (other) => other.execution?.workflowId === row.execution?.workflowId && startOf(other) > startOf(row),
    );
    if (!newest) return [];
    const first = await firstOf(row);
    const goesOn =
      (await firstOf(newest)) === first || // unless the id was used again since
      (await Promise.all(rest.map(firstOf))).includes(first);
    return goesOn ? [row.execution?.runId ?? ''] : [];
  });
  return new Set((await Promise.all(replaced)).flat());
}

const startOf = ({ startTime }: ExecutionInfo) => timestamp(startTime)?.getTime() ?? 0;
