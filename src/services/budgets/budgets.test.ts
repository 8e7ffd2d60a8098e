import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { callEnd, newCall } from '../../../test/new-call.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { BudgetNotFoundError, InvalidInputError } from '../../errors.ts';
import type { NewCall } from '../generations/generation.ts';
import { createGenerations } from '../generations/generations.ts';
import { createBudgets } from './budgets.ts';

const database = useDatabase();
const budgets = () => createBudgets(database, new Set(['caption']));
const generations = () => createGenerations(database);

async function begin(more: Partial<NewCall>) {
  const id = randomUUID();
  const { state } = await generations().begin(id, newCall(more));
  return { id, state };
}
const labelled = (value: string) => ({ label: { key: 'campaign', value }, period: 'DAY' as const });

test('a budget says how far it is used, and holds for its own calls only', async () => {
  const budget = await budgets().set({ ...labelled('own'), limitUsd: 0.00025 });
  const today = new Date().toISOString().slice(0, 10);
  expect(budget).toMatchObject({ scope: 'LABEL', name: 'campaign=own', limit: 250, spent: 0, reserved: 0 });
  expect(budget.periodStart.toISOString()).toBe(`${today}T00:00:00.000Z`);
  expect(+budget.periodEnd - +budget.periodStart).toBe(24 * 3_600_000);

  const labels = ['campaign=own'];
  const { id } = await begin({ labels });
  await generations().settle(id, callEnd(60));
  await begin({ labels });
  expect(await budgets().get(budget.id)).toMatchObject({ spent: 60, reserved: 100 });
  expect(await begin({ labels })).toMatchObject({ state: 'REFUSED' });
  expect(await begin({ labels: ['campaign=other'] })).toMatchObject({ state: 'BEGUN' });
  expect(await begin({ labels, reserved: 90 })).toMatchObject({ state: 'BEGUN' });
});

test('the same calls and period have one budget, whose limit can be changed', async () => {
  const budget = await budgets().set({ workflow: 'caption', period: 'MONTH', limitUsd: 1 });
  const changed = await budgets().set({ workflow: 'caption', period: 'MONTH', limitUsd: 2, onLimit: 'ASK' });
  expect(changed).toMatchObject({ id: budget.id, limit: 2_000_000, onLimit: 'ASK' });
  expect(changed.periodStart.getUTCDate()).toBe(1);
  const raised = await budgets().set({ workflow: 'caption', period: 'MONTH', limitUsd: 3 });
  expect(raised, 'a policy is changed only if one is given').toMatchObject({ limit: 3_000_000, onLimit: 'ASK' });
  expect((await budgets().list()).filter(({ id }) => id === budget.id)).toHaveLength(1);
  await budgets().delete(budget.id);
  expect(await budgets().get(budget.id)).toBeNull();
  await expect(budgets().delete(budget.id)).rejects.toThrow(BudgetNotFoundError);
  await expect(budgets().delete('nonsense')).rejects.toThrow(BudgetNotFoundError);
});

test('a new budget counts what was spent today before it was made, and what is under way', async () => {
  const labels = ['campaign=late'];
  const [settled, pending] = [await begin({ labels }), await begin({ labels })];
  await generations().settle(settled.id, callEnd(70));
  const { id } = await budgets().set({ ...labelled('late'), limitUsd: 0.00025 });
  expect(await budgets().get(id)).toMatchObject({ spent: 70, reserved: 100 });
  await generations().settle(pending.id, callEnd(30));
  expect(await budgets().get(id)).toMatchObject({ spent: 100, reserved: 0 });
  await budgets().set({ ...labelled('late'), limitUsd: 1 });
  expect(await budgets().get(id)).toMatchObject({ spent: 100, reserved: 0 }); // and only once
});

test('a budget that is made while calls begin and end misses none', async () => {
  const labels = ['campaign=busy'];
  const stop = new AbortController();
  const lane = async () => {
    while (!stop.signal.aborted) {
      const { id } = await begin({ labels });
      await generations().settle(id, callEnd(10));
    }
  };
  const lanes = Array.from({ length: 5 }, lane);
  const { id } = await budgets().set({ ...labelled('busy'), limitUsd: 1000 });
  for (let more = 0; more < 10; more++) await begin({ labels, reserved: 0 });
  stop.abort();
  await Promise.all(lanes);
  const { rows } = await database.pool.query<{ sum: number }>(
    `SELECT sum(cost)::integer AS sum FROM generations WHERE labels = '{campaign=busy}'`,
  );
  expect(await budgets().get(id)).toMatchObject({ spent: rows[0]!.sum, reserved: 0 });
});

test('a budget can be changed while the first call of its period opens the account', async () => {
  const { id } = await budgets().set({ ...labelled('opening'), limitUsd: 1 });
  const account = 'SELECT account, budget FROM spending WHERE budget = $1';
  const { rows } = await database.pool.query<{ account: string }>(account, [id]);
  await database.pool.query('DELETE FROM spending WHERE budget = $1', [id]); // as if the day were new
  const call = await database.pool.connect();
  try {
    await call.query('BEGIN');
    await call.query('INSERT INTO spending (account, budget) VALUES ($1, $2)', [rows[0]!.account, id]);
    const changed = budgets().set({ ...labelled('opening'), limitUsd: 2 });
    await waitFor('both to meet', async () => {
      const waiting =
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'transactionid'";
      return (await database.pool.query(waiting)).rowCount === 1;
    });
    await call.query('COMMIT');
    expect(await changed).toMatchObject({ limit: 2_000_000 });
  } finally {
    call.release();
  }
});

test.each([
  [{ limitUsd: -1 }, 'limitUsd'],
  [{ limitUsd: Infinity }, 'limitUsd'],
  [{ workflow: 'nobodys' }, 'workflow'],
  [{ workflow: 'caption', label: { key: 'a', value: 'b' } }, 'workflow'],
  [{ label: { key: 'no good', value: 'b' } }, 'label.key'],
])('what cannot be a budget is refused, and the field is named: %j', async (wrong, field) => {
  const error: unknown = await budgets()
    .set({ period: 'DAY', limitUsd: 1, ...wrong })
    .catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as InvalidInputError).issues.map(({ path }) => path.join('.'))).toEqual([field]);
});
