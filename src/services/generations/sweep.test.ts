import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { newCall } from '../../../test/new-call.ts';
import { useStack } from '../../../test/stack.ts';
import { noTracing } from '../../platform/ai/tracing.ts';
import { generations as table } from '../../platform/db/tables/generations.ts';
import { decodeRunId } from '../runs/run-id.ts';
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
