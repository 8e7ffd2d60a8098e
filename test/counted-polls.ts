import type { Temporal } from '../src/platform/temporal.ts';
import { withCalls } from './with-calls.ts';

type History = Temporal['service']['getWorkflowExecutionHistory'];

/** The same connection, which also counts the history polls that are parked at the server at a time. */
export function countedPolls(temporal: Temporal) {
  const parked = { now: 0, most: 0, ever: 0 };
  const getWorkflowExecutionHistory = async (request: Parameters<History>[0]) => {
    if (!request.waitNewEvent) return temporal.service.getWorkflowExecutionHistory(request);
    parked.now++;
    parked.ever++;
    parked.most = Math.max(parked.most, parked.now);
    return temporal.service.getWorkflowExecutionHistory(request).finally(() => parked.now--);
  };
  return {
    temporal: withCalls(temporal, { getWorkflowExecutionHistory: getWorkflowExecutionHistory as History }),
    parked,
  };
}
