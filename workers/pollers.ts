import type { Temporal } from '../src/platform/temporal.ts';
import { describeTaskQueue, kindsOf, pollersElsewhere, type TaskKind } from '../src/services/workers/task-queue.ts';
import type { ServedQueue } from './queues.ts';

/** Throws, and says what is missing, until the server knows of this process that it polls each of its queues. */
export async function checkPollers(
  temporal: Temporal,
  identity: string,
  queues: readonly ServedQueue[],
): Promise<void> {
  const isOurs = (poller: { identity?: string | null }) => poller.identity === identity;
  const isPolled = async (name: string, kind: TaskKind) =>
    (await describeTaskQueue(temporal, name, kind)).pollers.some(isOurs) ||
    (await pollersElsewhere(temporal, name, kind)).some(isOurs);
  const asked = queues.flatMap((queue) =>
    kindsOf(queue).map(async (kind) =>
      (await isPolled(queue.name, kind)) ? [] : [`${queue.name} (${kind.toLowerCase()} tasks)`],
    ),
  );
  const missing = (await Promise.all(asked)).flat();
  if (missing.length > 0) throw new Error(`Temporal knows of no poller of this process for ${missing.join(', ')}.`);
}
