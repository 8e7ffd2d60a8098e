import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics/metrics.ts';
import type { RunKey } from './runs/run-id.ts';
import type { StartedBy } from './runs/start.ts';

/** Counts a run that was started, and writes down which request has started it. */
export function tellStarts(metrics: Metrics, log: Log) {
  const count = metrics.counter('starts_total', 'Runs that were started through this process.', ['workflow']);
  return (workflow: string, key: RunKey | null, { requestId }: StartedBy = {}) => {
    count({ workflow });
    log.info({ workflow, runId: key?.first, workflowId: key?.workflowId, requestId }, 'a run was started');
  };
}

/** The same function, each success of which is counted. */
export const counting =
  <Args extends unknown[], Result>(
    act: (...args: Args) => Promise<Result>,
    count: (result: Result, ...args: Args) => void,
  ) =>
  async (...args: Args): Promise<Result> => {
    const result = await act(...args);
    count(result, ...args);
    return result;
  };
