import { proxyActivities } from '@temporalio/workflow';
import { WorkflowStream } from '@temporalio/workflow-streams/workflow';

type Beats = { count: number; everyMs: number };
type Activities = { heartbeats(load: Beats): Promise<void>; publishes(load: Beats): Promise<void> };

const { heartbeats, publishes } = proxyActivities<Activities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
});

/** Says how far it is by heartbeats, as workers do. */
export const plain = (load: Beats): Promise<void> => heartbeats(load);

/** Says it on a stream that its workflow hosts. */
export async function streamed(load: Beats): Promise<void> {
  const _stream = new WorkflowStream(); // answers to publishers and subscribers while the workflow runs
  await publishes(load);
}
