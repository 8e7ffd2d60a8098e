import { deployments } from '../../../workers/kit/wire/announcement.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { timestamp } from '../runs/timestamp.ts';

/** What Temporal knows of one task queue. */
export interface QueuePollers {
  /** Who has polled it of late, each once. */
  pollers: { identity: string; buildId: string | null; announces: boolean }[];
  /** Tasks that wait, about. */
  backlog: number;
  /** How long the first of them has waited, in seconds. */
  waitSeconds: number;
}

const kinds = { workflows: 1, activities: 2 }; // temporal.api.enums.v1.TaskQueueType
/** Any worker polls once a minute at least. */
const polledMs = 70_000;

export async function askPollers(
  { service, namespace, call }: Temporal,
  queue: string,
  runsWorkflows: boolean,
  signal: AbortSignal,
): Promise<QueuePollers> {
  const types = runsWorkflows ? Object.values(kinds) : [kinds.activities];
  const answers = await Promise.all(
    types.map((taskQueueType) =>
      call(
        () => service.describeTaskQueue({ namespace, taskQueue: { name: queue }, taskQueueType, reportStats: true }),
        {
          signal,
        },
      ),
    ),
  );
  const recent = answers
    .flatMap(({ pollers }) => pollers ?? [])
    .filter(({ lastAccessTime }) => Date.now() - (timestamp(lastAccessTime)?.getTime() ?? 0) < polledMs);
  const pollers = recent.map(({ identity, deploymentOptions }) => ({
    identity: identity ?? '',
    buildId: deploymentOptions?.buildId || null,
    announces: deploymentOptions?.deploymentName === deployments.heard,
  }));
  const stats = answers.flatMap((answer) => answer.stats ?? []);
  return {
    pollers: [...new Map(pollers.map((poller) => [poller.identity, poller])).values()],
    backlog: stats.reduce((sum, { approximateBacklogCount }) => sum + Number(approximateBacklogCount ?? 0), 0),
    waitSeconds: Math.max(0, ...stats.map(({ approximateBacklogAge }) => Number(approximateBacklogAge?.seconds ?? 0))),
  };
}
