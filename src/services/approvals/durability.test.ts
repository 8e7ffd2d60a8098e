import { eq } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { createApprovalsClient } from '../../../test/approvals-client.ts';
import { ownServices } from '../../../test/own-services.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { createProcessBus } from '../../platform/bus/process-bus.ts';
import { approvals as table } from '../../platform/db/tables/approvals.ts';
import { createLog } from '../../platform/log.ts';
import { decodeRunId } from '../runs/run-id.ts';
import { createArbiter } from './arbiter.ts';

const stack = useStack({ fixtures: true, proxied: true });
const approvals = createApprovalsClient(stack);
const keyOf = (id: string) => id.replace('Approval:', '');
const shown = async (id: string) => {
  const { data } = await stack.graphql('query($id: ID!) { approval(id: $id) { state choice delivery } }', { id });
  return data!['approval'] as { state: string; choice: string; delivery: string };
};
/** Changes what is stored of an approval, as if time had passed, or something was lost. */
const change = (id: string, values: Partial<typeof table.$inferInsert>) =>
  stack.database.ask((db) =>
    db
      .update(table)
      .set(values)
      .where(eq(table.id, keyOf(id))),
  );
const delivered = (id: string) => waitFor('the delivery', async () => (await shown(id)).delivery === 'DELIVERED');

test('decisions are made and deadlines hold while no worker runs, and the next one goes on with both', async () => {
  const [decided, late] = await Promise.all([
    approvals.start(),
    approvals.start({ seconds: 600, otherwise: 'REJECT' }),
  ]);
  const [{ id }, { id: overdue }] = await Promise.all([approvals.opened(decided), approvals.opened(late)]);
  await stack.worker.stop('SIGKILL');
  expect(await approvals.decide(id, 'APPROVE')).toMatchObject({ __typename: 'Approval', delivery: 'DELIVERED' });
  expect(await approvals.of(decided)).toMatchObject([{ state: 'DECIDED' }]);
  await change(overdue, { deadline: new Date(Date.now() - 10_000) }); // as if it was over
  await delivered(overdue);
  expect(await shown(overdue)).toEqual({ state: 'EXPIRED', choice: 'REJECT', delivery: 'DELIVERED' });
  await stack.startWorker(); // with nothing in memory: it replays what the other has done
  expect(await decided.end()).toMatchObject({ resultJson: { answers: ['APPROVE | - | anyone | -'] } });
  expect(await late.end()).toMatchObject({ resultJson: { answers: ['REJECT | - | - | -'] } });
});

test('what an API has decided that died before it told the run is told by another', async () => {
  const run = await approvals.start();
  const { id } = await approvals.opened(run);
  // All that such an API has done.
  const arbiter = createArbiter(stack.database, createProcessBus(createLog('silent')), stack.temporal.namespace);
  const answer = { choice: 'REJECT', edits: undefined, comment: null, by: 'key:of-who-died' };
  expect(await arbiter.decide(keyOf(id), answer)).not.toBeNull();
  expect(await shown(id)).toMatchObject({ state: 'DECIDED', delivery: 'PENDING' });
  await change(id, { nextDeliveryAt: new Date() }); // as if its time for that was over
  expect(await run.end()).toMatchObject({ resultJson: { answers: ['REJECT | - | key:of-who-died | -'] } });
  await delivered(id);
});

test('a decision is made while Temporal is away, and told when it is back', async () => {
  const run = await approvals.start();
  const { id } = await approvals.opened(run);
  await stack.proxy.cut();
  expect(await approvals.decide(id, 'APPROVE')).toMatchObject({ __typename: 'Approval', delivery: 'PENDING' });
  await stack.proxy.restore();
  await delivered(id);
  expect(await run.end()).toMatchObject({ resultJson: { answers: ['APPROVE | - | anyone | -'] } });
});

test('an answer that several processes tell at once is told once', async () => {
  const run = await approvals.start({ times: 2 });
  const { id } = await approvals.opened(run);
  const services = Array.from({ length: 3 }, () => ownServices(stack));
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const keeping = services.map(({ approvals: own }) => own.keep(stop.signal));
  await services[0]!.approvals.decide(keyOf(id), { choice: 'APPROVE', by: 'anyone' });
  // As if its answer had been lost: it is told again.
  await change(id, { deliveredAt: null, nextDeliveryAt: new Date() });
  await delivered(id);
  const { workflowId, first } = decodeRunId(run.id)!;
  const { events } = await stack.temporal.client.workflow.getHandle(workflowId, first).fetchHistory();
  expect(events!.filter((event) => event.workflowExecutionSignaledEventAttributes)).toHaveLength(1);
  const second = await waitFor('the second question', async () => {
    const open = await approvals.opened(run);
    return open.id !== id && open;
  });
  await approvals.decide(second.id, 'REJECT');
  expect(await run.end()).toMatchObject({
    resultJson: { answers: ['APPROVE | - | anyone | -', 'REJECT | - | anyone | -'] },
  });
  stop.abort();
  await Promise.all(keeping);
});

test('what a run asks that was terminated is closed', async () => {
  const run = await approvals.start();
  const { id } = await approvals.opened(run);
  await stack.graphql('mutation($id: ID!) { terminateRun(id: $id) { __typename } }', { id: run.id });
  await change(id, { checkedAt: new Date(Date.now() - 3_600_000) }); // since when nobody has looked
  await waitFor('it to be closed', async () => (await shown(id)).state === 'CLOSED');
});

test('a deadline holds while no API runs: the run itself settles what it asks', async () => {
  const run = await approvals.start({ seconds: 2, otherwise: 'REJECT' });
  await approvals.asked(run);
  await stack.closeApi();
  const { workflowId, first } = decodeRunId(run.id)!;
  const handle = stack.temporal.client.workflow.getHandle(workflowId, first);
  expect(await handle.result()).toEqual({ answers: ['REJECT | - | - | -'] });
  const [row] = await stack.database.ask((db) => db.select().from(table).where(eq(table.first, first)));
  expect(row).toMatchObject({ state: 'EXPIRED', choice: 'REJECT', deliveredAt: expect.any(Date), deliveries: 0 });
});
