import type { temporal } from '@temporalio/proto';
import { InvalidInputError, type InputIssue } from '../../errors.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { encodeLabel, labelIssues, type Label } from './labels.ts';
import type { RunStatus } from './status.ts';

type ExecutionInfo = temporal.api.workflow.v1.IWorkflowExecutionInfo;

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

export interface Page {
  rows: { info: ExecutionInfo; cursor: string }[];
  hasNextPage: boolean;
}

/** Temporal's own limit on pages (`frontend.visibilityMaxPageSize`). */
export const longestPage = 1000;

/** Where a page begins: the token that fetched it, and how many of its rows to skip. */
interface Cursor {
  token: string;
  skip: number;
}

/** One page of runs, newest first as visibility returns them. It lags behind by moments: a run may appear late. */
export async function listRuns(
  temporal: Temporal,
  filter: ListFilter,
  first: number,
  after?: string | null,
): Promise<Page> {
  assertFilter(filter);
  const query = toQuery(filter);
  const token = after ? await tokenAt(temporal, query, decodeCursor(after)) : '';
  if (token === null) return { rows: [], hasNextPage: false };
  const { executions, nextPageToken } = await fetchPage(temporal, query, token, first);
  const next = Buffer.from(nextPageToken ?? []).toString('base64');
  const rows = executions ?? [];
  return {
    rows: rows.map((info, index) => {
      const last = index === rows.length - 1 && next !== '';
      return { info, cursor: encodeCursor(last ? { token: next, skip: 0 } : { token, skip: index + 1 }) };
    }),
    // A full last page also comes with a token, so only a look behind it tells.
    hasNextPage: next !== '' && ((await fetchPage(temporal, query, next, 1)).executions?.length ?? 0) > 0,
  };
}

/** The token that fetches what is behind a cursor; null when nothing is. */
async function tokenAt(temporal: Temporal, query: string, { token, skip }: Cursor): Promise<string | null> {
  if (skip === 0) return token;
  const { nextPageToken } = await fetchPage(temporal, query, token, skip);
  return nextPageToken?.length ? Buffer.from(nextPageToken).toString('base64') : null;
}

export const fetchPage = (temporal: Temporal, query: string, token: string, pageSize: number) =>
  temporal.call(() =>
    temporal.service.listWorkflowExecutions({
      namespace: temporal.namespace,
      query,
      pageSize,
      nextPageToken: Buffer.from(token, 'base64'),
    }),
  );

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

const encodeCursor = ({ token, skip }: Cursor) => Buffer.from(JSON.stringify([token, skip])).toString('base64url');

function decodeCursor(text: string): Cursor {
  const [token, skip] = jsonArray(Buffer.from(text, 'base64url').toString());
  const skips = typeof skip === 'number' && Number.isInteger(skip) && skip >= 0 && skip <= longestPage;
  if (typeof token !== 'string' || !isToken(token) || !skips) {
    throw new InvalidInputError([{ path: ['after'], message: 'This is not a cursor of this list.' }]);
  }
  return { token, skip };
}

/** Temporal's stores all make their tokens of JSON; to any other text it answers as if it were away. */
const isToken = (token: string) => token === '' || jsonOf(Buffer.from(token, 'base64').toString()) !== undefined;

function jsonArray(text: string): unknown[] {
  const value = jsonOf(text);
  return Array.isArray(value) ? value : [];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
