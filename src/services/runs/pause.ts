import { randomUUID } from 'node:crypto';
import { PauseNotSupportedError, ServiceUnavailableError } from '../../errors.ts';
import { sleep } from '../../platform/sleep.ts';
import { isUnimplemented, type Temporal } from '../../platform/temporal.ts';
import { askNewest, type OpenExecution } from './ask-newest.ts';
import { identity } from './control.ts';
import type { Describe } from './execution.ts';
import { describe } from './head.ts';
import type { RunKey } from './run-id.ts';
import { toStatus } from './status.ts';
import { timestamp } from './timestamp.ts';

/** For a run that decides again and again. */
const patienceMs = 10_000;
/** Longer than workflow code takes to decide, unless its worker is gone; then it decides nothing. */
const decisionMs = 1000;
const lookAgainMs = 10;
const soonMs = 1500;
/** Asked at once, it would never come to end what it is about to end. */
const nextAttemptMs = 250;
/** A workflow task that a worker has: temporal.api.enums.v1.PendingWorkflowTaskState. */
const taken: number = 2;

/** Keeps a run from going on. What its activities do at the moment they do to their end. */
export async function pauseRun(temporal: Temporal, run: RunKey, reason: string): Promise<void> {
  const pause =
    (text: string) =>
    async (execution: OpenExecution, { workflowExecutionInfo: info }: Describe) => {
      await begun(timestamp(info?.executionTime));
      return temporal.service.pauseWorkflowExecution({ ...execution, reason: text, identity, requestId: randomUUID() });
    };
  const until = performance.now() + patienceMs;
  for (let attempt = 0; performance.now() < until; attempt++) {
    // Said again in the same words, a reason would leave the run in lists as what it was in between: running.
    const text = attempt % 2 === 0 ? reason : `${reason} `;
    const { execution } = await askNewest(temporal, run, pause(text)).catch((error: unknown) => {
      throw isUnimplemented(error) ? new PauseNotSupportedError() : error;
    });
    if (await stays(temporal, execution)) return;
    await sleep(nextAttemptMs);
  }
  const message = 'The run decides faster than it can be paused. Nothing was changed; try again.';
  throw new ServiceUnavailableError('Temporal', undefined, message);
}

/** Temporal (1.31) pauses nothing that has not begun. What continues as new begins a second later. */
async function begun(at: Date | null) {
  const ms = (at?.getTime() ?? 0) - Date.now();
  if (ms > soonMs) throw new PauseNotSupportedError(`The run has not begun: pause it from ${at?.toISOString()} on.`);
  if (ms > 0) await sleep(ms);
}

/**
 * Whether an execution stays paused. What its code is about to decide it does decide; and when that is to end or to continue
 * as new, Temporal (1.31) has it decide again and forgets the pause.
 */
async function stays(temporal: Temporal, { workflowId, runId }: OpenExecution): Promise<boolean> {
  const until = performance.now() + decisionMs;
  for (;;) {
    const found = await describe(temporal, workflowId, runId);
    if (toStatus(found?.workflowExecutionInfo?.status) !== 'PAUSED') return false;
    if (Number(found?.pendingWorkflowTask?.state) !== taken || performance.now() > until) return true;
    await sleep(lookAgainMs);
  }
}
