import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { callEnd, newCall } from '../../../test/new-call.ts';
import { createDatabase } from '../../platform/db/database.ts';
import { budgets } from '../../platform/db/tables/budgets.ts';
import { generations as table } from '../../platform/db/tables/generations.ts';
import { createLog } from '../../platform/log.ts';
import { createGenerations } from './generations.ts';
import type { NewCall } from './generation.ts';

const database = useDatabase();
const generations = () => createGenerations(database);

const rowOf = async (id: string) =>
  (await database.ask((db) => db.select().from(table).where(eq(table.id, id))))[0] ?? null;

/** Begins a call and returns its id and what came of it. */
async function begin(more: Partial<NewCall> = {}) {
  const id = randomUUID();
  const call = newCall(more);
  return { id, call, begun: await generations().begin(id, call) };
}

/** A cap is a limit of its own, so tests do not get into each other's way. */
const capOf = (limit: number) => ({ run: randomUUID(), limit, onLimit: 'FAIL' as const });

async function takenOf(run: string): Promise<{ spent: number; reserved: number }> {
  const { rows } = await database.pool.query<{ spent: number; reserved: number }>(
    'SELECT spent::integer, reserved::integer FROM spending WHERE account = $1',
    [`run:${run}`],
  );
  return rows[0]!;
}

test('a call is a row from before it is made, and says in the end what it took', async () => {
  const { id, call, begun } = await begin({ parents: ['above'], labels: ['campaign=spring'] });
  expect(begun).toEqual({ state: 'BEGUN' });
  expect(await rowOf(id)).toMatchObject({
    run: call.run,
    parents: ['above'],
    labels: ['campaign=spring'],
    outcome: 'PENDING',
    reserved: 100,
    cost: null,
    endedAt: null,
  });
  await generations().settle(id, callEnd(42));
  expect(await rowOf(id)).toMatchObject({
    outcome: 'SUCCEEDED',
    input: 10,
    output: 5,
    images: 0,
    cost: 42,
    latencyMs: 12,
    requestId: 'req_1',
    answer: { text: 'an answer' },
    endedAt: expect.any(Date),
  });
});

test('who asks the same again gets the stored answer, and no row is added, until the run has finished', async () => {
  const { id, call } = await begin();
  await generations().settle(id, callEnd(42));
  const again = await begin({ ...call, attempt: 2 });
  expect(again.begun).toEqual({ state: 'ANSWERED', answer: { text: 'an answer' } });
  expect(await rowOf(again.id)).toBeNull();
  expect((await begin({ ...call, run: randomUUID() })).begun).toEqual({ state: 'BEGUN' }); // another run's is not ours

  await generations().finish(call.run);
  expect(await rowOf(id)).toMatchObject({ outcome: 'SUCCEEDED', cost: 42, answer: null });
  expect((await begin({ ...call, attempt: 3 })).begun).toEqual({ state: 'BEGUN' });
});

test('a call that brought no answer says why, and nothing of what it took', async () => {
  const { id } = await begin();
  const failed = { outcome: 'FAILED', failure: 'PROVIDER_BUSY', usage: null, requestId: null, answer: null } as const;
  await generations().settle(id, callEnd(0, failed));
  expect(await rowOf(id)).toMatchObject({ outcome: 'FAILED', failure: 'PROVIDER_BUSY', input: null, cost: 0 });
});

test('what it costs takes the place of what was reserved, also when it costs more', async () => {
  const cap = capOf(1000);
  const first = await begin({ cap });
  const second = await begin({ cap });
  expect(await takenOf(cap.run)).toEqual({ spent: 0, reserved: 200 });
  await generations().settle(first.id, callEnd(30));
  expect(await takenOf(cap.run)).toEqual({ spent: 30, reserved: 100 });
  await generations().settle(second.id, callEnd(130));
  await generations().settle(second.id, callEnd(130)); // an answer that was not heard is said again
  expect(await takenOf(cap.run)).toEqual({ spent: 160, reserved: 0 });
});

test('a call that was never made leaves nothing behind', async () => {
  const cap = capOf(100);
  const { id } = await begin({ cap });
  await generations().release(id);
  await generations().release(id);
  expect(await rowOf(id)).toBeNull();
  expect(await takenOf(cap.run)).toEqual({ spent: 0, reserved: 0 });
});

test('a call that does not fit is refused and leaves nothing behind; what fits exactly is not', async () => {
  const cap = capOf(250);
  await begin({ cap });
  await begin({ cap });
  const third = await begin({ cap });
  expect(third.begun).toMatchObject({
    state: 'REFUSED',
    limits: [{ scope: 'RUN', limit: 250, taken: 200, fits: false, onLimit: 'FAIL' }],
  });
  expect(await rowOf(third.id)).toBeNull();
  expect((await begin({ cap, reserved: 50 })).begun).toEqual({ state: 'BEGUN' });
  expect(await takenOf(cap.run)).toEqual({ spent: 0, reserved: 250 });
});

test('a cap that was raised holds also for calls that come with what it was, and for one that is still too much', async () => {
  const cap = capOf(100);
  await begin({ cap });
  expect((await begin({ cap })).begun).toMatchObject({ state: 'REFUSED', limits: [{ limit: 100, taken: 100 }] });
  const raised = { ...cap, limit: 250 };
  expect((await begin({ cap: raised, reserved: 200 })).begun).toMatchObject({
    state: 'REFUSED',
    limits: [{ limit: 250 }],
  });
  expect((await begin({ cap })).begun).toEqual({ state: 'BEGUN' }); // of a run that has not heard of it
  expect((await begin({ cap })).begun).toMatchObject({ state: 'REFUSED', limits: [{ limit: 250, taken: 200 }] });
  expect((await begin({ cap: capOf(100), reserved: 200 })).begun).toMatchObject({ limits: [{ limit: 100 }] });
});

test('a call whose price nobody knows is made where nothing limits it, costs nobody knows what, and is refused under a limit', async () => {
  const free = await begin({ reserved: null });
  expect(free.begun).toEqual({ state: 'BEGUN' });
  await generations().settle(free.id, callEnd(null));
  expect(await rowOf(free.id)).toMatchObject({ outcome: 'SUCCEEDED', cost: null });
  expect((await begin({ reserved: null, cap: capOf(1e9) })).begun).toMatchObject({
    state: 'REFUSED',
    limits: [{ fits: null, taken: 0 }],
  });
});

test('what a dead attempt has left under way counts as much as it may have cost, until more is known', async () => {
  const cap = capOf(1000);
  const { id, call } = await begin({ cap });
  const beside = await begin({ ...call, call: 'another', attempt: 2 });
  const elsewhere = await begin({ ...call, task: ' 2' });
  expect(await generations().giveUpEarlier({ ...call, attempt: 2 })).toBe(1);
  expect(await rowOf(id)).toMatchObject({ outcome: 'LOST', cost: 100 });
  for (const { id: other } of [beside, elsewhere]) expect(await rowOf(other)).toMatchObject({ outcome: 'PENDING' });
  expect(await takenOf(cap.run)).toEqual({ spent: 100, reserved: 200 });

  await generations().settle(id, callEnd(7)); // it was not dead, only silent
  expect(await rowOf(id)).toMatchObject({ outcome: 'SUCCEEDED', cost: 7 });
  expect(await takenOf(cap.run)).toEqual({ spent: 7, reserved: 200 });

  expect(await generations().giveUpEarlier({ ...call, execution: randomUUID(), attempt: 1 })).toBe(1); // after a reset
  await generations().finish(call.run);
  expect(await takenOf(cap.run)).toEqual({ spent: 207, reserved: 0 });
});

test('however many ask at once, over many connections, nothing goes over its limit and nobody waits for ever', async () => {
  const processes = Array.from({ length: 6 }, () => createDatabase(database.url, createLog('silent')));
  onTestFinished(async () => void (await Promise.all(processes.map((one) => one.close()))));
  // Accounts that overlap in several orders, so that calls would wait for each other if they were not locked in one.
  const names = ['one=a', 'two=b', 'three=c'];
  await database.ask((db) =>
    db
      .insert(budgets)
      .values([
        { scope: 'ALL', name: '', period: 'DAY', limit: 6000 },
        { scope: 'ALL', name: '', period: 'MONTH', limit: 1e9 },
        ...names.map((name) => ({ scope: 'LABEL' as const, name, period: 'DAY' as const, limit: 4500 })),
      ]),
  );
  const results = await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      const its = createGenerations(processes[index % processes.length]!);
      const labels = [names[index % 3]!, names[(index + 1) % 3]!];
      const id = randomUUID();
      const { state } = await its.begin(id, newCall({ labels: index % 2 ? labels : labels.toReversed() }));
      const [most] = await readTotals();
      if (state === 'BEGUN') await its.settle(id, callEnd(index % 4 === 0 ? 40 : 100));
      return { state, most: most! };
    }),
  );
  for (const { most } of results) expect(most).toBeLessThanOrEqual(6000);
  const accepted = results.filter(({ state }) => state === 'BEGUN').length;
  expect(accepted).toBeGreaterThanOrEqual(45); // at each refusal one limit at least is used up, and 4500 is the least
  expect(accepted).toBeLessThan(300); // else it did not limit anything
  const { rows } = await database.pool.query<{ account: string; spent: number; reserved: number; limit: number }>(
    'SELECT account, spent::integer, reserved::integer, "limit"::integer FROM spending JOIN budgets ON id = budget',
  );
  expect(rows).toHaveLength(5);
  for (const { spent, reserved, limit } of rows) {
    expect(reserved).toBe(0);
    expect(spent).toBeLessThanOrEqual(limit);
  }
  // Every account holds exactly what the rows say.
  for (const { account, spent } of rows) {
    const of = await database.pool.query<{ sum: number }>(
      'SELECT coalesce(sum(cost), 0)::integer AS sum FROM generations WHERE $1 = ANY (accounts)',
      [account],
    );
    expect(of.rows[0]!.sum, account).toBe(spent);
  }
});

/** Spent and reserved of the smallest budget of all. */
async function readTotals(): Promise<number[]> {
  const { rows } = await database.pool.query<{ taken: number }>(
    `SELECT (spent + reserved)::integer AS taken FROM spending JOIN budgets ON id = budget
     WHERE scope = 'ALL' AND period = 'DAY'`,
  );
  return rows.map(({ taken }) => taken);
}
