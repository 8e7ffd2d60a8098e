import type { Log } from '../../platform/log.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { createBoundedMap } from '../../platform/bounded-map.ts';
import { quoted } from '../runs/list.ts';
import { timestamp } from '../runs/timestamp.ts';
import type { ExecutionInfo } from '../runs/execution.ts';

/** The newest executions that are looked at, and how many of them must have completed to say something. */
const looked = 20;
const enough = 5;
/** Types that are remembered. */
const mostKnown = 1000;
/** Milliseconds; a type is asked about at most this often. */
const freshMs = 60_000;
const completed: number = 2; // temporal.api.enums.v1.WorkflowExecutionStatus

export type PastDurations = ReturnType<typeof createPastDurations>;

/** How long runs of a workflow have taken, from visibility; one small query per type and minute at most. */
export function createPastDurations(temporal: Temporal, log: Log) {
  const known = createBoundedMap<string, { askedAt: number; ms: number | null }>(mostKnown);

  async function ask(workflow: string): Promise<number | null> {
    const { namespace, service } = temporal;
    const query = `WorkflowType = ${quoted(workflow)} AND ExecutionStatus IN ('Completed', 'ContinuedAsNew')`;
    const { executions } = await temporal.call(() =>
      service.listWorkflowExecutions({ namespace, query, pageSize: looked }),
    );
    return medianDuration(executions ?? []);
  }

  return {
    /** Milliseconds that such a run usually takes, as far as it is known by now; never waits. */
    of(workflow: string, now = performance.now()): number | null {
      const before = known.get(workflow);
      if (before && now - before.askedAt < freshMs) return before.ms;
      const entry = { askedAt: now, ms: before?.ms ?? null };
      known.set(workflow, entry);
      ask(workflow).then(
        (ms) => (entry.ms = ms),
        (error: unknown) => log.debug({ err: error, workflow }, 'past durations are not known'),
      );
      return entry.ms;
    },
  };
}

/** Null when there are too few. A row of a chain is not a whole run: of workflows that continue as new nothing is said. */
export function medianDuration(executions: readonly ExecutionInfo[]): number | null {
  if (executions.length < enough || executions.some(({ status }) => Number(status) !== completed)) return null;
  const durations = executions
    .map(
      ({ executionTime, closeTime }) =>
        (timestamp(closeTime)?.getTime() ?? 0) - (timestamp(executionTime)?.getTime() ?? 0),
    )
    .toSorted((a, b) => a - b);
  return (durations[Math.floor((durations.length - 1) / 2)]! + durations[Math.floor(durations.length / 2)]!) / 2;
}
