import { WorkflowExecutionAlreadyStartedError, type WorkflowIdReusePolicy } from '@temporalio/client';
import type { Reuse, WorkflowContract } from '../../../workers/kit/contract.ts';
import { capMemoKey, mostCostUsd, type CostCap } from '../../../workers/kit/wire/account.ts';
import { InvalidInputError, RunAlreadyExistsError, type InputIssue } from '../../errors.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { describe } from './head.ts';
import { isTooLittle, tooLittle } from '../budgets/usd.ts';
import { check, issuesOf } from '../parse-input.ts';
import { requestMemoKey } from '../../../workers/kit/wire/request.ts';
import { encodeLabel, type Label } from '../../../workers/kit/wire/label.ts';
import { labelIssues, maxLabels } from './labels.ts';
import { encodeRunId, type RunKey } from './run-id.ts';

/** Who starts something. */
export interface StartedBy {
  /** The actor; nobody where no key is asked for. */
  startedBy?: string;
  /** The request, as logs know it. */
  requestId?: string;
}

/** Choices of the caller about a start, whatever is started. */
export interface CommonOptions extends StartedBy {
  labels?: Label[] | null;
  /** Seconds before the work begins. */
  startDelay?: number | null;
  /** 1 (first) to 5 (last). */
  priority?: number | null;
  /** What it may cost, with all that it starts: US dollars for calls of models. */
  maxCostUsd?: number | null;
  /** What becomes of a call that would cost more. Default: the run fails. */
  onMaxCost?: CostCap['onMaxCost'] | null;
}

/** Choices about the start of one run that are not the workflow's input. */
export interface StartOptions extends CommonOptions {
  /** Workflow id instead of the one the contract derives from the input. */
  id?: string | null;
  /** Start again although a run with this id exists and has ended. */
  rerun?: boolean | null;
}

const reusePolicies: Record<Reuse, WorkflowIdReusePolicy> = {
  rejectDuplicate: 'REJECT_DUPLICATE',
  allowAfterFailure: 'ALLOW_DUPLICATE_FAILED_ONLY',
  allowDuplicate: 'ALLOW_DUPLICATE',
};

/** Temporal's own limit on ids (`limit.maxIDLength`) is 1,000; visibility on Postgres and SQLite stores 255. */
export const longestId = 255;
/** Seconds; longer than a month ahead is what schedules are for. */
const longestDelay = 30 * 24 * 3600;
/** Temporal's default (`matching.priorityLevels`). */
const lowestPriority = 5;

/** Validates the input, then starts the workflow with the caller's original value: the worker parses it again. */
export async function startRun(
  temporal: Temporal,
  contract: WorkflowContract,
  input: unknown,
  options: StartOptions,
): Promise<RunKey> {
  const parsed = check(contract.input, input);
  const issues: InputIssue[] = [...issuesOf(parsed.error), ...idIssues(options), ...optionIssues(options)];
  if (!parsed.success || issues.length > 0) throw new InvalidInputError(issues);

  const workflowId = options.id ?? contract.workflowId(parsed.data);
  if (workflowId.length > longestId) throw new InvalidInputError([idIssue]);
  return startWorkflow(
    temporal,
    {
      type: contract.name,
      input,
      taskQueue: contract.taskQueue,
      workflowId,
      reuse: options.rerun ? 'allowDuplicate' : contract.reuse,
    },
    options,
  );
}

/** What Temporal is told to start. */
export interface WorkflowStart {
  type: string;
  input: unknown;
  taskQueue: string;
  workflowId: string;
  reuse: Reuse;
}

/** Starts a workflow whose input and options are known to be valid. */
export async function startWorkflow(
  temporal: Temporal,
  { type, input, taskQueue, workflowId, reuse }: WorkflowStart,
  options: CommonOptions,
): Promise<RunKey> {
  const labels = (options.labels ?? []).map(encodeLabel);
  try {
    const handle = await temporal.call(() =>
      temporal.client.workflow.start(type, {
        args: [input],
        taskQueue,
        workflowId,
        workflowIdReusePolicy: reusePolicies[reuse],
        workflowIdConflictPolicy: 'FAIL',
        ...(options.startDelay && { startDelay: options.startDelay * 1000 }),
        memo: memoOf(options),
        ...(options.priority && { priority: { priorityKey: options.priority } }),
        searchAttributes: {
          ...(labels.length > 0 && { TempographLabels: labels }),
          ...(options.startedBy !== undefined && { TempographStartedBy: [options.startedBy] }),
        },
      }),
    );
    return { workflowId, first: handle.firstExecutionRunId };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) throw await alreadyExists(temporal, workflowId, error);
    throw error;
  }
}

const memoOf = ({ maxCostUsd, onMaxCost, requestId }: CommonOptions) => ({
  ...(maxCostUsd != null && {
    [capMemoKey]: { maxCostUsd, onMaxCost: onMaxCost ?? 'FAIL' } satisfies CostCap,
  }),
  ...(requestId !== undefined && { [requestMemoKey]: requestId }),
});

async function alreadyExists(temporal: Temporal, workflowId: string, cause: Error) {
  const info = (await describe(temporal, workflowId))?.workflowExecutionInfo;
  if (!info) return cause; // forgotten between the two calls
  const id = encodeRunId({ workflowId, first: info.firstRunId ?? info.execution?.runId ?? '' });
  const state = info.closeTime
    ? 'has been done; start it again with options.rerun'
    : 'is running; it can be started again once it has ended';
  return new RunAlreadyExistsError(id, `The same work ${state}.`);
}

const idIssue: InputIssue = {
  path: ['options', 'id'],
  message: `Must have 1 to ${longestId} characters, without control characters; without it, the input makes the id.`,
};

function idIssues({ id }: StartOptions): InputIssue[] {
  return id != null && (id.length === 0 || id.length > longestId || /\p{Cc}/u.test(id)) ? [idIssue] : [];
}

/** What is wrong with options. */
export function optionIssues(options: CommonOptions): InputIssue[] {
  const { labels, startDelay, priority, maxCostUsd, onMaxCost } = options;
  const issues: InputIssue[] = [];
  if (labels && labels.length > maxLabels)
    issues.push({ path: ['options', 'labels'], message: `At most ${maxLabels} labels.` });
  if (startDelay != null && (startDelay < 0 || startDelay > longestDelay)) {
    issues.push({ path: ['options', 'startDelay'], message: `Must be 0 to ${longestDelay} seconds.` });
  }
  if (priority != null && (priority < 1 || priority > lowestPriority)) {
    issues.push({ path: ['options', 'priority'], message: `Must be 1 (first) to ${lowestPriority} (last).` });
  }
  if (maxCostUsd != null && !(maxCostUsd >= 0 && maxCostUsd <= mostCostUsd)) {
    issues.push({ path: ['options', 'maxCostUsd'], message: `Must be 0 to ${mostCostUsd} dollars.` });
  } else if (maxCostUsd != null && isTooLittle(maxCostUsd)) {
    issues.push({ path: ['options', 'maxCostUsd'], message: tooLittle });
  }
  if (onMaxCost != null && maxCostUsd == null) {
    issues.push({ path: ['options', 'onMaxCost'], message: 'Give maxCostUsd too: there is no limit to come to.' });
  }
  labels?.forEach((label, index) => issues.push(...labelIssues(label, ['options', 'labels', String(index)])));
  return issues;
}
