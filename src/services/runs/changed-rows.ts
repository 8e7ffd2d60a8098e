import type { Temporal } from '../../platform/temporal.ts';
import { longestPage } from '../temporal-pages.ts';
import { pagesOf, quoted, toQuery, type RunFilter } from './list.ts';
import type { ExecutionInfo } from './execution.ts';

const mostRunning = 100;

/** Rows of runs that started or closed since a moment; not all when there are more than a thousand. */
export async function changedSince(temporal: Temporal, filter: RunFilter, since: Date) {
  const time = quoted(since.toISOString());
  const query = `${toQuery(filter)} AND (StartTime > ${time} OR CloseTime > ${time})`;
  const { rows, next } = await pagesOf(temporal, query)('', longestPage);
  return { infos: rows, complete: next === '' };
}

/** Rows of the newest runs that have not ended. */
export async function newestRunning(temporal: Temporal, filter: RunFilter): Promise<readonly ExecutionInfo[]> {
  const query = toQuery({ ...filter, status: ['RUNNING', 'PAUSED'] });
  return (await pagesOf(temporal, query)('', mostRunning)).rows;
}
