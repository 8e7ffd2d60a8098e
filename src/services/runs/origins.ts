import type { Temporal } from '../../platform/temporal.ts';
import { createOnce } from '../once.ts';
import { createSlots } from '../../platform/slots.ts';
import { describe } from './head.ts';
import { memoOf } from './memo.ts';
import type { ExecutionInfo } from './execution.ts';

/** A list may have a thousand rows to ask about. */
const describesAtATime = 8;
const mostFirsts = 10_000;
const mostStarts = 1000;

/** How runs began, for executions that do not carry it. It never changes, so it is asked once. */
export function createOrigins(temporal: Temporal) {
  const slots = createSlots(describesAtATime);
  /** By run id. */
  const firsts = createOnce<string>(mostFirsts);
  /** By first run id. */
  const starts = createOnce<ExecutionInfo['startTime']>(mostStarts);

  const describeInTurn = async (workflowId: string, runId: string) =>
    (await slots.run(() => describe(temporal, workflowId, runId)))?.workflowExecutionInfo;

  return {
    /** The run id that names the run of an execution. Runs of the kit have it in their memo. */
    async firstOf(info: ExecutionInfo): Promise<string> {
      const memo = await memoOf(temporal, info);
      if (memo) return memo.first;
      const { workflowId, runId } = idsOf(info);
      return firsts.ask(runId, async () => (await describeInTurn(workflowId, runId))?.firstRunId ?? runId);
    },

    /** When the run of an execution began: a continued one did so with an earlier execution. */
    async startOf(first: string, info: ExecutionInfo): Promise<ExecutionInfo['startTime']> {
      const { workflowId, runId } = idsOf(info);
      if (runId === first) return info.startTime;
      return starts.ask(first, async () => (await describeInTurn(workflowId, first))?.startTime ?? info.startTime);
    },
  };
}
export type Origins = ReturnType<typeof createOrigins>;

const idsOf = ({ execution }: ExecutionInfo) => ({
  workflowId: execution?.workflowId ?? '',
  runId: execution?.runId ?? '',
});
