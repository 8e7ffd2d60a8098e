import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { callEnd, newCall } from '../../../test/new-call.ts';
import { useStack } from '../../../test/stack.ts';
import { noTracing } from '../../platform/ai/tracing.ts';
import { generations as table } from '../../platform/db/tables/generations.ts';
import { decodeRunId } from '../runs/run-id.ts';
import type { CallEnd } from './generation.ts';
import { createGenerations } from './generations.ts';
import { sweepGenerations } from './sweep.ts';

const stack = useStack({ worker: false, fixtures: true });

test('a call of a run that goes on is given up once none could take as long, and what was reserved for it counts', async () => {
  const started = await stack.start('asker', { name: randomUUID() }); // nobody works on it
  const { database, temporal } = stack;
  const { first: run, workflowId } = decodeRunId(started.id)!;
  const cap = { run, limit: 1000, onLimit: 'FAIL' as const };
  const begin = async (hoursAgo: number) => {
    const id = randomUUID();
    await createGenerations(database).begin(id, newCall({ run, workflowId, cap }));
    const startedAt = new Date(Date.now() - hoursAgo * 3_600_000);
    await database.ask((db) => db.update(table).set({ startedAt }).where(eq(table.id, id)));
    return async () => (await database.ask((db) => db.select().from(table).where(eq(table.id, id))))[0];
  };
  const [old, young] = [await begin(3), await begin(1)];
  expect(await sweepGenerations(temporal, database, noTracing)).toBe(1);
  expect(await old()).toMatchObject({ outcome: 'LOST', cost: 100 });
  expect(await young()).toMatchObject({ outcome: 'PENDING' });
  const { rows } = await database.pool.query('SELECT spent::integer, reserved::integer FROM spending');
  expect(rows).toEqual([{ spent: 100, reserved: 100 }]);
});

test('answers that nobody needs are forgotten, and old calls given up, also while Temporal is away', async () => {
  const { database, temporal } = stack;
  const calls = createGenerations(database);
  const begin = async (days: number, end?: CallEnd) => {
    const id = randomUUID();
    await calls.begin(id, newCall());
    if (end) await calls.settle(id, end);
    const startedAt = new Date(Date.now() - days * 24 * 3_600_000);
    await database.ask((db) => db.update(table).set({ startedAt }).where(eq(table.id, id)));
    return async () => (await database.ask((db) => db.select().from(table).where(eq(table.id, id))))[0];
  };
  const [old, young] = [await begin(31, callEnd(1)), await begin(29, callEnd(1))];
  const [dead, asked] = [await begin(1), await begin(0.01)];
  const away = { ...temporal, call: () => Promise.reject(new Error('Temporal is away')) };
  await expect(sweepGenerations(away, database, noTracing)).rejects.toThrow('away');
  expect(await old()).toMatchObject({ outcome: 'SUCCEEDED', cost: 1, answer: null });
  expect(await young()).toMatchObject({ answer: { text: 'an answer' } });
  expect(await dead()).toMatchObject({ outcome: 'LOST' });
  expect(await asked()).toMatchObject({ outcome: 'PENDING' });
});
