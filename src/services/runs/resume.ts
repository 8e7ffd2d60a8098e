import { randomUUID } from 'node:crypto';
import type { Temporal } from '../../platform/temporal.ts';
import { askNewest, type OpenExecution } from './ask-newest.ts';
import { identity } from './control.ts';
import { describe } from './head.ts';
import type { RunKey } from './run-id.ts';
import { milliseconds } from './timestamp.ts';

type Time = Parameters<typeof milliseconds>[0];

/** A workflow task that waits for a worker: temporal.api.enums.v1.PendingWorkflowTaskState. */
const waiting: number = 1;

/** Lets a paused run go on. */
export async function resumeRun(temporal: Temporal, run: RunKey, reason: string): Promise<void> {
  const { before, execution } = await askNewest(temporal, run, (one) =>
    temporal.service.unpauseWorkflowExecution({ ...one, reason, identity, requestId: randomUUID() }),
  );
  await handOutAgain(temporal, execution, before.workflowExtendedInfo?.pauseInfo?.pausedTime);
}

/**
 * A workflow task that waited for a worker when the run was paused is lost with that, and Temporal (1.31, mended since)
 * makes no other while it believes to have one: the run would wait for ever. It hands a task out again when the priority
 * changes, so the same priority is said in other words.
 */
async function handOutAgain(temporal: Temporal, { namespace, ...execution }: OpenExecution, pausedAt: Time) {
  const { service, call } = temporal;
  const found = await describe(temporal, execution.workflowId, execution.runId);
  const task = found?.pendingWorkflowTask;
  if (Number(task?.state) !== waiting) return;
  if (pausedAt && milliseconds(task?.scheduledTime) > milliseconds(pausedAt)) return;
  const fairnessWeight = inOtherWords(found?.workflowExecutionInfo?.priority?.fairnessWeight ?? 0);
  await call(() =>
    service.updateWorkflowExecutionOptions({
      namespace,
      workflowExecution: execution,
      workflowExecutionOptions: { priority: { fairnessWeight } },
      updateMask: { paths: ['priority.fairness_weight'] },
      identity,
    }),
  );
}

/** 1 is what it is when it is not said, which is 0; of any other nobody can tell a millionth. */
const inOtherWords = (weight: number) => (weight === 0 ? 1 : weight === 1 ? 0 : weight * 1.000_001);
