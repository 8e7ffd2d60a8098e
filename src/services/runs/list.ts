import { InvalidInputError, type InputIssue } from '../../errors.ts';
import type { Temporal } from '../../platform/temporal.ts';
import type { Page } from '../page.ts';
import { fromBase64, pageOf, toBase64, type FetchPage } from '../temporal-pages.ts';
import { encodeLabel, type Label } from '../../../workers/kit/wire/label.ts';
import { labelIssues } from './labels.ts';
import type { RunStatus } from './status.ts';
import type { ExecutionInfo } from './execution.ts';

/** Which of the runs that no other run started; what is left out does not narrow them. */
export interface RunFilter {
  workflow?: string | null;
  status?: readonly RunStatus[] | null;
  label?: Label | null;
  startedAfter?: Date | null;
  startedBefore?: Date | null;
}

/** Which runs a list shows: of those that this run started when there is a parent. */
export interface ListFilter extends RunFilter {
  /** Only runs of these workflows. */
  workflows?: readonly string[];
  parent?: { workflowId: string; since: Date; until: Date | null };
}

/** One page of runs, newest first as visibility returns them. It lags behind by moments: a run may appear late. */
export async function listRuns(
  temporal: Temporal,
  filter: ListFilter,
  first: number,
  after?: string | null,
): Promise<Page<ExecutionInfo>> {
  assertFilter(filter);
  const query = toQuery(filter);
  return pageOf(pagesOf(temporal, query), first, after);
}

/** Fetches pages of the executions that a list filter matches. */
export function pagesOf({ service, namespace, call }: Temporal, query: string): FetchPage<ExecutionInfo> {
  return async (token, pageSize) => {
    const request = { namespace, query, pageSize, nextPageToken: fromBase64(token) };
    const { executions, nextPageToken } = await call(() => service.listWorkflowExecutions(request));
    return { rows: executions ?? [], next: toBase64(nextPageToken) };
  };
}

export function assertFilter(filter: RunFilter): void {
  const issues = filterIssues(filter);
  if (issues.length > 0) throw new InvalidInputError(issues);
}

/** Temporal answers a filter that its store cannot read as if it were away. */
function filterIssues({ workflow, label }: RunFilter): InputIssue[] {
  const issues = label ? labelIssues(label, ['filter', 'label']) : [];
  if (workflow != null && !/^[^\p{Cc}]{1,1000}$/u.test(workflow)) {
    const message = 'Must have 1 to 1000 characters, without control characters.';
    issues.push({ path: ['filter', 'workflow'], message });
  }
  return issues;
}

/** Temporal's list filter. Executions that were continued as new are links of a chain, not runs. */
export function toQuery({
  workflow,
  workflows,
  status,
  label,
  startedAfter,
  startedBefore,
  parent,
}: ListFilter): string {
  const names = [...new Set(status)].map((name) => quoted(visibilityStatus(name)));
  return [
    parent ? `ParentWorkflowId = ${quoted(parent.workflowId)}` : 'ParentWorkflowId IS NULL',
    // The parent's id may have been used before and since; only while it ran did it start children.
    parent && `StartTime >= ${quoted(parent.since.toISOString())}`,
    parent?.until && `StartTime <= ${quoted(new Date(parent.until.getTime() + 1).toISOString())}`,
    names.length > 0 ? `ExecutionStatus IN (${names.join(', ')})` : `ExecutionStatus != 'ContinuedAsNew'`,
    workflow != null && `WorkflowType = ${quoted(workflow)}`,
    workflows && `WorkflowType IN (${workflows.map(quoted).join(', ')})`,
    label && `TempographLabels = ${quoted(encodeLabel(label))}`,
    startedAfter && `StartTime >= ${quoted(startedAfter.toISOString())}`,
    startedBefore && `StartTime < ${quoted(startedBefore.toISOString())}`,
  ]
    .filter(Boolean)
    .join(' AND ');
}

/** `TIMED_OUT` is `TimedOut` in a list filter. */
const visibilityStatus = (status: RunStatus) =>
  status.toLowerCase().replace(/(^|_)([a-z])/g, (_match, _start, letter: string) => letter.toUpperCase());

/** A text in a list filter. */
export const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
