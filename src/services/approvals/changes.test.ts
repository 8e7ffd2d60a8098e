import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { silentBus } from '../../platform/bus/silent-bus.ts';
import { approvals } from '../../platform/db/tables/approvals.ts';
import { createLog } from '../../platform/log.ts';
import type { Approval } from './approval.ts';
import { createApprovalChanges } from './changes.ts';
import { createApprovalList, type ApprovalFilter, type ApprovalList } from './list.ts';

const database = useDatabase();

/** What follows approvals, and reads those there are with `list`. */
const changesOf = (list: ApprovalList['list']) => {
  const changes = createApprovalChanges({
    database,
    bus: silentBus,
    namespace: 'changes',
    list,
    log: createLog('silent'),
  });
  return (filter: ApprovalFilter) => {
    const values = changes.follow(filter)[Symbol.asyncIterator]();
    onTestFinished(async () => void (await values.return!()));
    return async () => (await values.next()).value as Approval;
  };
};
const open = (workflow: string, many: number) => {
  const runId = randomUUID();
  const asked = { name: 'caption', question: 'Fit to print?', choices: ['YES'], show: {} };
  const row = { first: runId, workflowId: workflow, runId, workflow, labels: [], ...asked };
  const rows = Array.from({ length: many }, (_, sequence) => ({ ...row, sequence }));
  return database.ask((db) => db.insert(approvals).values(rows).returning({ id: approvals.id }));
};

test('a follower gets all that one statement has changed, however many they are', async () => {
  const many = 450;
  const next = changesOf(createApprovalList(database).list)({ workflow: 'many' });
  await open('many', many);
  const seen = new Set<string>();
  while (seen.size < many) seen.add((await next()).id);
  const [later] = await open('many', 1);
  expect(await next()).toMatchObject({ id: later!.id, state: 'OPEN' });
});

test('what was settled while those that are open were listed is not sent as open', async () => {
  let answer!: () => void;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  let listed!: () => void;
  const read = new Promise<void>((resolve) => (listed = resolve));
  const { list } = createApprovalList(database);
  const follow = changesOf(async (filter, ...page) => {
    if (filter.state?.includes('OPEN') !== true) return list({ workflow: 'none' }, ...page); // told only of changes
    const rows = await list(filter, ...page);
    listed();
    await asked;
    return rows;
  });
  const [settled] = await open('listed', 1);
  const slow = follow({ workflow: 'listed', state: ['OPEN'] });
  const first = slow();
  await read;
  const other = follow({ workflow: 'listed', state: ['DECIDED'] });
  const decided = { state: 'DECIDED', choice: 'YES', changedAt: sql`now()` } as const;
  await database.ask((db) => db.update(approvals).set(decided).where(eq(approvals.id, settled!.id)));
  expect(await other()).toMatchObject({ id: settled!.id });
  answer();
  const [next] = await open('listed', 1);
  expect(await first).toMatchObject({ id: next!.id, state: 'OPEN' });
});
