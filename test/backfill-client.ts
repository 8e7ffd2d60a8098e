import { randomUUID } from 'node:crypto';
import type { BackfillRequest } from '../src/services/schedules/backfill/backfill.ts';
import type { ScheduleRequest } from '../src/services/schedules/definition.ts';
import { startablesOf, type Startable } from '../src/services/schedules/startables.ts';
import { noop } from './fixtures/contracts.ts';
import { ownServices } from './own-services.ts';
import type { Stack } from './stack.ts';
import { waitFor } from './wait-for.ts';

export const hourMs = 3600_000;
const [startable] = startablesOf([noop]) as [Startable];

interface Work {
  fails?: boolean;
  seconds?: number;
}

/** The counts of a backfill that has ended. */
interface BackfillEnd {
  status: string;
  failure: { code: string; message: string } | null;
  resultJson: { total: number; done: number; skipped: number; failed: number; unknown: number } | null;
}

/** Schedules whose times are past, and backfills of them. */
export function createBackfillClient(stack: Stack) {
  let made: ReturnType<typeof ownServices> | undefined;
  const services = () => (made ??= ownServices(stack));

  return {
    /** A paused schedule that is due every hour, unless told otherwise. */
    async make(work: Work = {}, more: Partial<ScheduleRequest> = {}): Promise<string> {
      const name = `test-${randomUUID()}`;
      await services().schedules.create({
        name,
        action: { startable, input: { name, ...work } },
        spec: { intervals: [{ every: 3600 }] },
        paused: true,
        ...more,
      });
      return name;
    },

    /** So many of the last hours, `skip` hours before now. */
    hours(count: number, skip = 0) {
      const to = new Date(Math.floor(Date.now() / hourMs - skip) * hourMs);
      return { from: new Date(+to - (count - 1) * hourMs), to };
    },

    backfill: (name: string, range: Omit<BackfillRequest, 'name' | 'dryRun'>) =>
      services().backfillSchedule({ name, dryRun: false, ...range }),
    count: (name: string, range: Omit<BackfillRequest, 'name' | 'dryRun'>) =>
      services().backfillSchedule({ name, dryRun: true, ...range }),
    schedules: () => services().schedules,

    /** Starts one that has something to do. */
    async start(name: string, range: Omit<BackfillRequest, 'name' | 'dryRun'>) {
      const { run } = await services().backfillSchedule({ name, dryRun: false, ...range });
      if (!run) throw new Error('Nothing is due.');
      return { ...run, end: async () => (await stack.run(run.id).end()) as BackfillEnd };
    },

    /** How often each workflow id of a schedule was run, once so many executions are listed. */
    async executions(name: string, atLeast: number): Promise<Record<string, number>> {
      return waitFor(`${atLeast} executions of ${name}`, async () => {
        const counts: Record<string, number> = {};
        const query = `TemporalScheduledById = '${name}'`;
        for await (const { workflowId } of stack.temporal.client.workflow.list({ query })) {
          counts[workflowId] = (counts[workflowId] ?? 0) + 1;
        }
        const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
        return all >= atLeast && counts;
      });
    },

    /** Makes Temporal forget all runs of a schedule, as it does after its retention. It takes some 20 s. */
    async forget(name: string): Promise<void> {
      const { service, namespace, client } = stack.temporal;
      const query = `TemporalScheduledById = '${name}'`;
      for await (const { workflowId, runId } of client.workflow.list({ query })) {
        await service.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId, runId } });
      }
      await waitFor(
        'Temporal to have forgotten them',
        async () => {
          const { count } = await client.workflow.count(query);
          return count === 0;
        },
        90_000,
      );
    },
  };
}
