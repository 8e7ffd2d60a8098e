import type { temporal } from '@temporalio/proto';
import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import { kitHeartbeat } from '../../../workers/kit/wire/heartbeat.ts';
import type { RunCounts } from '../../../workers/kit/wire/memo.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { foreignProgress } from '../progress/foreign.ts';
import { withOwnPreview } from '../progress/own-preview.ts';
import type { Waiting } from '../progress/waiting.ts';
import { contractActivity, progressOf, type Progress, type RunningActivity } from '../progress/progress.ts';
import { attributeOf } from './attributes.ts';
import { decodeLabel, type Label } from '../../../workers/kit/wire/label.ts';
import { memoOf } from './memo.ts';
import type { Origins } from './origins.ts';
import { encodeRunId } from './run-id.ts';
import { timestamp } from './timestamp.ts';
import { toStatus, type RunStatus } from './status.ts';
import type { Describe, ExecutionInfo } from './execution.ts';

/** All that is known of a run at one moment. */
export interface RunSnapshot {
  id: string;
  first: string;
  workflowId: string;
  /** Run id of the newest execution in the chain. */
  runId: string;
  workflow: string;
  status: RunStatus;
  startedAt: Date;
  /** When it began to execute, which a start delay puts off; null when it goes on in a later execution. */
  begunAt: Date | null;
  closedAt: Date | null;
  labels: Label[];
  /** The actor who started it; null when nobody had to say who they are, or another program started it. */
  startedBy: string | null;
  parent: { workflowId: string; runId: string } | null;
  progress: Progress;
  /** When a reset made the newest execution; null when none did, and in rows of a list. */
  resetAt: Date | null;
  /** Of a step that has planned its parts, as that of a batch. */
  counts: RunCounts | null;
  /** Why it does not move; null when it does, and in rows of a list. */
  waiting: Waiting | null;
}

export interface SnapshotTools {
  temporal: Temporal;
  contracts: ReadonlyMap<string, WorkflowContract>;
  origins: Origins;
}

/** From describe, which knows the running activities, or from a list's row, which does not. */
export async function toSnapshot(
  tools: SnapshotTools,
  first: string,
  info: ExecutionInfo,
  pending: Describe['pendingActivities'] = [],
): Promise<RunSnapshot> {
  const workflow = info.type?.name ?? '';
  const workflowId = info.execution?.workflowId ?? '';
  const contract = tools.contracts.get(workflow);
  const status = toStatus(info.status);
  const startedAt = timestamp(await tools.origins.startOf(first, info)) ?? new Date(0);
  const closedAt = timestamp(info.closeTime);
  const { step = null, counts = null, countedAt } = (await memoOf(tools.temporal, info)) ?? {};
  const updatedAt = closedAt ?? (countedAt === undefined ? startedAt : new Date(countedAt));
  const activities = await Promise.all(
    (pending ?? []).map((activity) => toActivity(tools.temporal, first, contract, activity)),
  );
  return {
    id: encodeRunId({ first, workflowId }),
    first,
    workflowId,
    runId: info.execution?.runId ?? first,
    workflow,
    status,
    startedAt,
    begunAt: info.execution?.runId === first ? timestamp(info.executionTime) : null,
    closedAt,
    labels: (await attributeOf(tools.temporal, info.searchAttributes, 'TempographLabels')).map(decodeLabel),
    startedBy: (await attributeOf(tools.temporal, info.searchAttributes, 'TempographStartedBy'))[0] ?? null,
    parent: info.parentExecution?.workflowId
      ? { workflowId: info.parentExecution.workflowId, runId: info.parentExecution.runId ?? '' }
      : null,
    progress: progressOf({ contract, status, step, counts, activities, updatedAt }),
    counts,
    resetAt: null,
    waiting: null,
  };
}

/** Heartbeats may carry megabytes, and every watcher would be sent them. */
const longestDetails = 64 * 1024;
const mostDetails = 10;

async function toActivity(
  temporal: Temporal,
  first: string,
  contract: WorkflowContract | undefined,
  pending: temporal.api.workflow.v1.IPendingActivityInfo,
): Promise<RunningActivity> {
  const payloads = (pending.heartbeatDetails?.payloads ?? []).slice(0, mostDetails);
  const details = await temporal.decode(payloads.filter(({ data }) => (data?.length ?? 0) <= longestDetails));
  const { name, step } = contractActivity(contract, pending.activityType?.name ?? '');
  const ours = kitHeartbeat.safeParse(details[0]).data;
  return {
    activityId: pending.activityId ?? '',
    name,
    step,
    attempt: pending.attempt ?? 1,
    failures: ours ? (ours.failures ?? 0) : null,
    // Our workers' own clock, as on the bus: two clocks could not say which of two reports is the newer one.
    updatedAt: ours ? new Date(ours.at) : timestamp(pending.lastHeartbeatTime),
    ...(ours ? withOwnPreview(first, ours.progress ?? {}) : foreignProgress(details)),
  };
}
