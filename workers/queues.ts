import os from 'node:os';
import type { WorkerTuner } from '@temporalio/worker';
import { SettingsError } from '../src/platform/env.ts';
import type { QueueChoice } from '../src/platform/queue-choice.ts';
import { queuesOf } from '../src/services/workers/queues-of.ts';
import type { QueueName, WorkflowContract } from './kit/contract.ts';

/** A task queue as a worker process serves it. */
export interface ServedQueue {
  name: QueueName;
  /** Activities at a time. */
  atOnce: number;
  /** Share of the memory beyond which no further activity begins; null: whatever is used. */
  memory: number | null;
  /** Whether workflows have it, and not only activities. */
  runsWorkflows: boolean;
}

/** Workflow tasks at a time, each of which takes milliseconds. */
export const workflowsAtOnce = 40;
/** Activities that wait for others, models or Instagram, need no processor meanwhile. */
const waiting: readonly QueueName[] = ['ai', 'publishing'];
const waitingAtOnce = 20;
/** Between two that begin where memory counts, so that it shows what the first one takes. */
const lookMs = 1000;

/** The queues of these contracts that were chosen, or all of them. Throws SettingsError for one that no contract has. */
export function servedQueues(
  contracts: readonly WorkflowContract[],
  choices: readonly QueueChoice[],
): readonly ServedQueue[] {
  const known = queuesOf(contracts);
  const unknown = choices.filter(({ name }) => !known.some((queue) => queue.name === name));
  if (unknown.length > 0) {
    const names = unknown.map(({ name }) => name).join(', ');
    throw new SettingsError(
      `TASK_QUEUES: No workflow uses ${names}. There are ${known.map(({ name }) => name).join(', ')}.`,
    );
  }
  return known.flatMap(({ name, runsWorkflows }) => {
    const choice = choices.find((one) => one.name === name);
    if (!choice && choices.length > 0) return [];
    const usual = waiting.includes(name) ? waitingAtOnce : os.availableParallelism();
    return {
      name,
      atOnce: choice?.atOnce ?? usual,
      memory: choice?.memory ?? null,
      runsWorkflows,
    };
  });
}

/** The contracts whose runs or activities come to one of these queues. */
export const contractsOn = (queues: readonly ServedQueue[], contracts: readonly WorkflowContract[]) =>
  contracts.filter((contract) => queuesOf([contract]).some(({ name }) => queues.some((queue) => queue.name === name)));

const fixed = (numSlots: number) => ({ type: 'fixed-size', numSlots }) as const;

/** How many of each kind of task Temporal hands out to one queue of this process. */
export function tunerOf({ atOnce, memory }: ServedQueue): WorkerTuner {
  return {
    workflowTaskSlotSupplier: fixed(workflowsAtOnce),
    activityTaskSlotSupplier:
      memory === null
        ? fixed(atOnce)
        : {
            type: 'resource-based',
            minimumSlots: 1,
            maximumSlots: atOnce,
            rampThrottle: lookMs,
            // The processor is never the limit: `atOnce` is. A target that cannot be reached says so.
            tunerOptions: { targetMemoryUsage: memory, targetCpuUsage: 2 },
          },
    localActivityTaskSlotSupplier: fixed(1),
    nexusTaskSlotSupplier: fixed(1),
  };
}
