import { deployments } from '../../../workers/kit/wire/announcement.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { describeTaskQueue, isThere, kindsOf, pollersElsewhere } from '../workers/task-queue.ts';

/** What Temporal knows of one task queue. */
export interface QueuePollers {
  /** Who has polled it of late, each once. */
  pollers: { identity: string; buildId: string | null; announces: boolean }[];
  /** Tasks that wait, about. */
  backlog: number;
  /** How long the first of them has waited, in seconds. */
  waitSeconds: number;
}

export async function askPollers(
  temporal: Temporal,
  queue: { name: string; runsWorkflows: boolean },
  signal: AbortSignal,
): Promise<QueuePollers> {
  const { name } = queue;
  const answers = await Promise.all(
    kindsOf(queue).map(async (kind) => {
      const { pollers, stats } = await describeTaskQueue(temporal, name, kind, signal);
      return { pollers: [...(pollers ?? []), ...(await pollersElsewhere(temporal, name, kind, signal))], stats };
    }),
  );
  const recent = answers.flatMap(({ pollers }) => pollers).filter(isThere);
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
