import type { Log } from '../../platform/log.ts';
import { contractActivity } from '../progress/progress.ts';
import type { TaskQueues } from '../progress/task-queues.ts';
import { createTimers } from '../progress/timers.ts';
import { waitingOf, type OpenDecision, type Waiting } from '../progress/waiting.ts';
import { createRarely } from '../rarely.ts';
import type { Describe } from './execution.ts';
import { describeHead } from './head.ts';
import { messageOf } from './history.ts';
import type { RunKey } from './run-id.ts';
import { toSnapshot, type RunSnapshot, type SnapshotTools } from './snapshot.ts';
import { timestamp } from './timestamp.ts';

const unknownLogMs = 60_000;

interface ReadTools extends SnapshotTools {
  taskQueues: TaskQueues;
  openDecision: OpenDecision;
  log: Log;
}

/** Makes what reads the newest state of a run; it answers null when Temporal does not know the run. */
export function createRead(tools: ReadTools) {
  const { temporal, contracts, taskQueues, openDecision, log } = tools;
  const timers = createTimers(temporal);
  const rarely = createRarely(unknownLogMs);

  const waitingFor = async (head: Describe, snapshot: RunSnapshot) => {
    const { first, workflow, workflowId, runId, counts, progress } = snapshot;
    try {
      return await waitingOf(head, {
        queueState: taskQueues.state,
        maxAttempts: (type) => contractActivity(contracts.get(workflow), type).attempts,
        reportedFailures: (id) => progress.activities.find(({ activityId }) => activityId === id)?.failures ?? null,
        messageOf: (failure) => messageOf(temporal, failure),
        // Only our workers ask.
        openDecision: async () => (contracts.has(workflow) ? openDecision(first) : null),
        nextTimer: () => timers.next(workflowId, runId, Number(head.workflowExecutionInfo?.historyLength ?? 0)),
        planned: counts?.total ?? null,
      });
    } catch (error) {
      // It takes calls of its own, and the rest of the state is right without it.
      rarely(() => log.warn({ err: error, runId: first }, 'cannot tell why a run does not move'));
      return null;
    }
  };

  return async (key: RunKey): Promise<RunSnapshot | null> => {
    const head = await describeHead(temporal, key);
    if (!head?.workflowExecutionInfo) return null;
    const snapshot = await toSnapshot(tools, key.first, head.workflowExecutionInfo, head.pendingActivities);
    const waiting: Waiting | null = await waitingFor(head, snapshot);
    return { ...snapshot, waiting, resetAt: timestamp(head.workflowExtendedInfo?.lastResetTime) };
  };
}
