import { invalidReason, type Temporal } from '../src/platform/temporal.ts';
import type { ServedQueue } from './queues.ts';

/** Values of temporal.api.enums.v1.TaskQueueType. */
const kinds = { workflow: 1, activity: 2 } as const;
/** Partitions that a task queue has by default, besides its root. */
const others = [1, 2, 3];

/** Throws, and says what is missing, until the server knows of this process that it polls each of its queues. */
export async function checkPollers(
  { service, namespace, call }: Temporal,
  identity: string,
  queues: readonly ServedQueue[],
): Promise<void> {
  const isPolled = async (name: string, taskQueueType: number) => {
    const { pollers } = await call(() => service.describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType }));
    return (pollers ?? []).some((poller) => poller.identity === identity);
  };
  /** The server lists the pollers of one partition. It may take a minute until the root has heard of those of the others. */
  const isPolledAnywhere = async (name: string, type: number) => {
    if (await isPolled(name, type)) return true;
    const elsewhere = others.map((number) =>
      isPolled(`/_sys/${name}/${number}`, type).catch((error: unknown) => {
        if (invalidReason(error) === null) throw error;
        return false; // a server that does not let us ask for partitions
      }),
    );
    return (await Promise.all(elsewhere)).includes(true);
  };
  const asked = queues.flatMap(({ name, runsWorkflows }) =>
    (runsWorkflows ? (['workflow', 'activity'] as const) : (['activity'] as const)).map(async (kind) =>
      (await isPolledAnywhere(name, kinds[kind])) ? [] : [`${name} (${kind} tasks)`],
    ),
  );
  const missing = (await Promise.all(asked)).flat();
  if (missing.length > 0) throw new Error(`Temporal knows of no poller of this process for ${missing.join(', ')}.`);
}
