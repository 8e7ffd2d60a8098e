import { RunNotFoundError, RunNotRunningError } from '../../errors.ts';
import { sleep } from '../../platform/sleep.ts';
import { isInternal, isNotFound, isOutdated, type Temporal } from '../../platform/temporal.ts';
import type { Describe } from './execution.ts';
import { describeHead } from './head.ts';
import { encodeRunId, type RunKey } from './run-id.ts';

/** A run that continues as new all the time has another execution each time. */
const mostExecutions = 20;
const lookAgainMs = 100;

/** As requests name it that know no first run id: the workflow id may be other work's by now. */
export interface OpenExecution {
  namespace: string;
  workflowId: string;
  runId: string;
}

/**
 * Asks the newest execution of a run for something, also when one ends and another begins meanwhile. Returns it as it was
 * before, and how it is named. Throws RunNotRunningError when the run has ended.
 */
export async function askNewest(
  temporal: Temporal,
  run: RunKey,
  request: (execution: OpenExecution, before: Describe) => Promise<unknown>,
): Promise<{ before: Describe; execution: OpenExecution }> {
  const { namespace, call } = temporal;
  const id = encodeRunId(run);
  for (let asked = 0; asked < mostExecutions; asked++) {
    const before = await describeHead(temporal, run);
    const info = before?.workflowExecutionInfo;
    if (!info) throw new RunNotFoundError(id);
    if (info.closeTime) break;
    const execution = { namespace, workflowId: run.workflowId, runId: info.execution?.runId ?? '' };
    try {
      await call(() => request(execution, before));
      return { before, execution };
    } catch (error) {
      if (isOutdated(error)) return { before, execution }; // it is as it should be already
      if (isInternal(error))
        await sleep(lookAgainMs); // it begins or decides in this very moment
      else if (!isNotFound(error)) throw error; // else this execution has ended, and perhaps the run with it
    }
  }
  throw new RunNotRunningError(id);
}
