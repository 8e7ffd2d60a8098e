import { describe, expect, test } from 'vitest';
import { ownServices } from '../../../test/own-services.ts';
import { newestExecution, resetRun } from '../../../test/reset-run.ts';
import { unique } from '../../../test/runs-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { createProcessBus } from '../../platform/bus/process-bus.ts';
import { createLog } from '../../platform/log.ts';
import type { RunSnapshot } from '../runs/snapshot.ts';
import type { Services } from '../services.ts';

// Without a bus workers beat every 200 ms, which is what describe shows.
const stack = useStack({ fixtures: true, env: { BUS: 'none', TASK_QUEUES: 'media=20' } });
/** Three times what is promised, for slow machines. */
const soonMs = 6000;

const probe = (behaviour: string, count = 0) => stack.start('probe', { name: unique(behaviour), behaviour, count });

/** Watches until the end, and keeps what was seen. */
function watch({ watchers }: Services, id: string) {
  const states: RunSnapshot[] = [];
  const end = (async () => {
    for await (const state of watchers.watch(id)) states.push(state);
    return { last: states.at(-1)!, at: performance.now() };
  })();
  return { states, end };
}

const ways = {
  'with history polls': () => ownServices(stack),
  'by describe alone': () => ownServices(stack, { settings: { historyPolls: 0 } }),
  'by describe alone beside a bus': () =>
    ownServices(stack, { bus: createProcessBus(createLog('silent')), settings: { historyPolls: 0 } }),
};

const names = Object.keys(ways) as (keyof typeof ways)[];

describe.concurrent('a watched run', () => {
  test.for(names)('that continues as new is one run that never goes back, followed %s', async (way) => {
    const run = await probe('CONTINUE_WITH_WORK', 2);
    const { states, end } = watch(ways[way](), run.id);
    const { last } = await end;
    expect(last).toMatchObject({ status: 'COMPLETED', runId: await newestExecution(stack.temporal, run.id) });
    expect(last.runId).not.toBe(last.first);
    expect(states.map(({ status }) => status).filter((status) => status !== 'RUNNING')).toEqual(['COMPLETED']);
    const percents = states.map(({ progress }) => progress.percent ?? 0);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  });

  test.for(names)('that is reset, twice, goes back and on to its end, followed %s', async (way) => {
    const run = await probe('COUNT_SLOWLY', 60);
    const { states, end } = watch(ways[way](), run.id);
    const reached = (done: number, runId: string) =>
      waitFor(`${done} in ${runId}`, () => states.at(-1)?.runId === runId && states.at(-1)!.progress.done! >= done);
    await reached(10, await newestExecution(stack.temporal, run.id));
    for (let n = 0; n < 2; n++) {
      const before = states.at(-1)!.progress.percent!;
      const runId = await resetRun(stack.temporal, run.id);
      const begun = performance.now();
      const first = await waitFor('the new execution', () => states.find((state) => state.runId === runId));
      expect(performance.now() - begun).toBeLessThan(soonMs);
      expect(first.progress.done ?? 0).toBeLessThan(10);
      expect(first.progress.percent).toBeLessThan(before);
      if (n === 0) await reached(10, runId);
    }
    const { last } = await end;
    expect(last).toMatchObject({ status: 'COMPLETED', runId: await newestExecution(stack.temporal, run.id) });
    expect(states.filter(({ status }) => status !== 'RUNNING')).toHaveLength(1);
  });

  test.for(names)('ends in time, followed %s', async (way) => {
    const run = await probe('WAIT_UNTIL_CANCELLED');
    const { states, end } = watch(ways[way](), run.id);
    await waitFor('the activity', () => states.at(-1)?.progress.message === 'waiting');
    const { client } = stack.temporal;
    await client.workflow.getHandle(states[0]!.workflowId).terminate(); // not through the API, which would say so
    const begun = performance.now();
    const { last, at } = await end;
    expect(last.status).toBe('TERMINATED');
    expect(at - begun).toBeLessThan(soonMs);
  });
});
