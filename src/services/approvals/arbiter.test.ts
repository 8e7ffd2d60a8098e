import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { silentBus } from '../../platform/bus/silent-bus.ts';
import { approvals } from '../../platform/db/tables/approvals.ts';
import { createArbiter } from './arbiter.ts';

const database = useDatabase();
const arbiter = () => createArbiter(database, silentBus, 'arbiter');
/** An execution of a run that asks at a moment, in milliseconds. */
const execution = (first: string, at: number) => ({
  first,
  workflowId: 'arbiter',
  runId: randomUUID(),
  workflow: 'asking',
  at: new Date(at),
});
const question = {
  name: 'caption',
  sequence: 0,
  question: 'Is this caption fit to print?',
  choices: ['APPROVE', 'REJECT'],
  show: {},
  deadline: null,
  onDeadline: null,
  capRun: null,
  labels: [],
};
const stateOf = async (id: string) => {
  const [row] = await database.ask((db) => db.select().from(approvals).where(eq(approvals.id, id)));
  return row!.state;
};

test('what an earlier execution asks is closed, and one that asks late closes nothing of the one that goes on', async () => {
  const run = randomUUID();
  const [earliest, earlier, newest] = [execution(run, 1000), execution(run, 2000), execution(run, 3000)];
  const before = await arbiter().open(earlier, question);
  const open = await arbiter().open(newest, question);
  expect([await stateOf(before), await stateOf(open)]).toEqual(['CLOSED', 'OPEN']);
  await arbiter().open(earliest, question); // as where its worker was slow while the run was reset
  expect(await stateOf(open)).toBe('OPEN');
});

test('who does not raise a cap decides for the one run that asks, whatever is sent with it', async () => {
  const capRun = randomUUID();
  const about = { ...question, name: 'budget', choices: ['RAISE', 'STOP'], capRun };
  const ask = () => arbiter().open(execution(randomUUID(), Date.now()), about);
  const [stopped, raised, other] = [await ask(), await ask(), await ask()];
  const answer = { edits: { maxCostUsd: 5 }, comment: null, by: 'anyone' };
  await arbiter().decide(stopped, { ...answer, choice: 'STOP' });
  expect([await stateOf(raised), await stateOf(other)]).toEqual(['OPEN', 'OPEN']);
  await arbiter().decide(raised, { ...answer, choice: 'RAISE' });
  expect(await stateOf(other)).toBe('DECIDED');
});

test('however many deadlines are over, they are settled by statements of a hundred', async () => {
  const deadline = new Date(Date.now() - 60_000).toISOString();
  const asker = execution(randomUUID(), Date.now());
  const late = Array.from({ length: 150 }, (_, sequence) => ({ ...question, sequence, deadline }));
  await Promise.all(late.map((one) => arbiter().open(asker, one)));
  const rounds = [await arbiter().expireOverdue(0), await arbiter().expireOverdue(0), await arbiter().expireOverdue(0)];
  expect(rounds.map(({ length }) => length)).toEqual([100, 50, 0]);
});
