import type { temporal } from '@temporalio/proto';
import type { Describe } from '../runs/execution.ts';
import { toStatus } from '../runs/status.ts';
import { timestamp } from '../runs/timestamp.ts';
import type { TaskKind } from '../workers/task-queue.ts';
import type { QueueState } from './task-queues.ts';

/** Why a run does not move. */
export type Waiting =
  | { type: 'NoWorkerWaiting'; taskQueue: string; since: Date }
  | { type: 'QueuedWaiting'; taskQueue: string; backlog: number; since: Date }
  | {
      type: 'BackingOffWaiting';
      /** The one that failed last. */
      attempt: number;
      maxAttempts: number | null;
      nextAttemptAt: Date;
      lastFailure: string;
    }
  | { type: 'PausedWaiting'; since: Date | null }
  | { type: 'StartDelayWaiting'; until: Date }
  | {
      type: 'DecisionWaiting';
      /** Key of the approval. */
      approval: string;
      name: string;
      question: string;
      since: Date;
      deadline: Date | null;
    }
  | { type: 'TimerWaiting'; until: Date }
  | { type: 'ChildrenWaiting'; running: number; planned: number | null };

type PendingActivity = temporal.api.workflow.v1.IPendingActivityInfo;

/** What is asked of people by a run, by its first run id: the oldest of several. */
export type OpenDecision = (
  first: string,
) => Promise<{ id: string; name: string; question: string; openedAt: Date; deadline: Date | null } | null>;

interface WaitingTools {
  /** What is known of a queue's workers; asked only when a task waits for one. */
  queueState(taskQueue: string, kind: TaskKind): Promise<QueueState>;
  /** Failures that earlier attempts of one of our activities have reported; null where only Temporal counts. */
  reportedFailures(activityId: string): number | null;
  /** How often an activity is tried, by its Temporal type; null when that is not limited, or not known. */
  maxAttempts(activityType: string): number | null;
  /** What a failure says. */
  messageOf(failure: PendingActivity['lastFailure']): Promise<string>;
  /** What people are asked; asked only when no activity is under way. */
  openDecision(): ReturnType<OpenDecision>;
  /** When the next timer of the run fires; asked only when nothing else is under way. */
  nextTimer(): Promise<Date | null>;
  /** Parts that the run has planned, when it has said so. */
  planned: number | null;
}

/** From temporal.api.enums.v1: the same numbers for pending activities and pending workflow tasks. */
const scheduled: number = 1;
/** A task that no worker took for so long waits; before, it is on its way. */
const patienceMs = 5000;

/** Why a run does not move, from what describe says of it; null when something moves, or nothing is known to be amiss. */
export async function waitingOf(
  { workflowExecutionInfo: info, executionConfig, workflowExtendedInfo, ...pending }: Describe,
  tools: WaitingTools,
  now = Date.now(),
): Promise<Waiting | null> {
  if (!info || info.closeTime) return null;
  // Not by the notes on the pause: Temporal may still have some when it is over.
  if (toStatus(info.status) === 'PAUSED') {
    return { type: 'PausedWaiting', since: timestamp(workflowExtendedInfo?.pauseInfo?.pausedTime) };
  }
  const begins = timestamp(info.executionTime);
  if (begins && begins.getTime() > now) return { type: 'StartDelayWaiting', until: begins };

  const activities = pending.pendingActivities ?? [];
  if (activities.some(({ state }) => Number(state) !== scheduled)) return null;
  const ready = activities.filter((activity) => !(timeOf(activity) > now));
  const defaultQueue = executionConfig?.taskQueue?.name ?? '';
  const task = pending.pendingWorkflowTask;
  const taskSince = Number(task?.state) === scheduled ? timestamp(task?.scheduledTime) : null;
  const stuck = [
    ...(taskSince ? [{ since: taskSince, queue: defaultQueue, kind: 'WORKFLOW' as const }] : []),
    ...ready.map((activity) => ({
      since: new Date(timeOf(activity)),
      queue: activity.activityOptions?.taskQueue?.name ?? defaultQueue,
      kind: 'ACTIVITY' as const,
    })),
  ].filter(({ since }) => now - since.getTime() >= patienceMs);
  const [first] = stuck.toSorted((a, b) => a.since.getTime() - b.since.getTime());
  if (first) {
    const { workers, backlog } = await tools.queueState(first.queue, first.kind);
    const at = { taskQueue: first.queue, since: first.since };
    return workers ? { type: 'QueuedWaiting', ...at, backlog } : { type: 'NoWorkerWaiting', ...at };
  }
  if (ready.length > 0) return null;

  const [soonest] = activities.toSorted((a, b) => timeOf(a) - timeOf(b));
  if (soonest) return backingOff(soonest, tools);
  const running = pending.pendingChildren?.length ?? 0;
  const decision = task ? null : await tools.openDecision();
  if (decision) {
    const { id, name, question, openedAt, deadline } = decision;
    return { type: 'DecisionWaiting', approval: id, name, question, since: openedAt, deadline };
  }
  if (task && running === 0) return null;
  if (running > 0) return { type: 'ChildrenWaiting', running, planned: tools.planned };
  const until = await tools.nextTimer();
  return until && until.getTime() > now ? { type: 'TimerWaiting', until } : null;
}

/** A worker that was killed has taken an attempt of Temporal's, but none of those that an activity of ours may have. */
const backingOff = async (
  activity: PendingActivity,
  { reportedFailures, maxAttempts, messageOf }: WaitingTools,
): Promise<Waiting> => ({
  type: 'BackingOffWaiting',
  attempt: Math.max(1, reportedFailures(activity.activityId ?? '') ?? (activity.attempt ?? 1) - 1),
  maxAttempts: maxAttempts(activity.activityType?.name ?? '') ?? (activity.maximumAttempts || null),
  nextAttemptAt: new Date(timeOf(activity)),
  lastFailure: await messageOf(activity.lastFailure),
});

/** When an activity was, or will be, given to a worker: milliseconds since 1970. */
const timeOf = ({ nextAttemptScheduleTime, scheduledTime }: PendingActivity) =>
  (timestamp(nextAttemptScheduleTime) ?? timestamp(scheduledTime))?.getTime() ?? 0;
