import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import * as contracts from '../../../test/fixtures/contracts.ts';
import { useStack } from '../../../test/stack.ts';
import { withCalls } from '../../../test/with-calls.ts';
import { createBus } from '../../platform/bus/create-bus.ts';
import { createLog } from '../../platform/log.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { createServices } from '../services.ts';

const stack = useStack({ fixtures: true });
type List = Temporal['service']['listWorkflowExecutions'];

/** The same Temporal, counting how often it is asked for the children of a run. */
function counting(temporal: Temporal) {
  const asked: string[] = [];
  const listWorkflowExecutions = (request: { query?: string | null }) => {
    if (request.query?.startsWith('ParentWorkflowId =')) asked.push(request.query);
    return temporal.service.listWorkflowExecutions(request);
  };
  return { temporal: withCalls(temporal, { listWorkflowExecutions: listWorkflowExecutions as List }), asked };
}

test('what a state does not hold is asked for every two seconds, however many states there are', async () => {
  const { settings, storage } = stack;
  const log = createLog('silent');
  const bus = createBus(settings, log);
  const { temporal, asked } = counting(stack.temporal);
  const { watchers, runs } = createServices(
    { temporal, database: stack.database, storage, bus, log, settings },
    Object.values(contracts),
  );
  const { id } = await stack.start('probe', { name: randomUUID(), behaviour: 'COUNT_SLOWLY', count: 50 });
  const began = performance.now();
  let states = 0;
  for await (const snapshot of watchers.watch(id)) {
    states++;
    const run = runs.watched(snapshot);
    const answers = await Promise.all([runs.children(run, 20), runs.children(run, 20), run.input(), run.input()]);
    expect(answers[0]).toMatchObject({ rows: [], hasNextPage: false });
    expect(answers[3]).toMatchObject({ behaviour: 'COUNT_SLOWLY' });
  }
  await bus.close();
  expect(states).toBeGreaterThan(8);
  const seconds = (performance.now() - began) / 1000;
  // Once at the first state, then every two seconds; the last state, which stays, asks anew for each of its two lists.
  expect(asked.length).toBeLessThanOrEqual(1 + Math.floor(seconds / 2) + 2);
  expect(asked.length).toBeGreaterThanOrEqual(3);
});
