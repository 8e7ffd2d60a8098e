import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { silentBus } from '../../platform/bus/silent-bus.ts';
import { approvals } from '../../platform/db/tables/approvals.ts';
import { createLog } from '../../platform/log.ts';
import { createApprovalChanges } from './changes.ts';
import { createApprovalList } from './list.ts';

const database = useDatabase();

test('a follower gets all that one statement has changed, however many they are', async () => {
  const many = 450;
  const first = randomUUID();
  const row = { first, workflowId: 'many', runId: first, workflow: 'asking', labels: [], name: 'caption' };
  const asked = { question: 'Fit to print?', choices: ['YES'], show: {} };
  const { list } = createApprovalList(database);
  const changes = createApprovalChanges({
    database,
    bus: silentBus,
    namespace: 'changes',
    list,
    log: createLog('silent'),
  });
  const values = changes.follow({ workflows: ['asking'] })[Symbol.asyncIterator]();
  onTestFinished(async () => void (await values.return!()));
  const open = Array.from({ length: many }, (_, sequence) => ({ ...row, ...asked, sequence }));
  await database.ask((db) => db.insert(approvals).values(open));
  const seen = new Set<string>();
  while (seen.size < many) seen.add(((await values.next()).value as { id: string }).id);
  // And it goes on with what comes after them.
  await database.ask((db) => db.insert(approvals).values({ ...row, ...asked, sequence: many }));
  expect((await values.next()).value).toMatchObject({ name: 'caption', state: 'OPEN' });
});
