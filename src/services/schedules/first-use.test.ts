import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { noop } from '../../../test/fixtures/contracts.ts';
import { useStack } from '../../../test/stack.ts';
import { noteUse } from './first-use.ts';
import { createSchedules } from './schedules.ts';
import { startablesOf, type Startable } from './startables.ts';

const stack = useStack({ fixtures: true, worker: false });
const [noopAlone] = startablesOf([noop]) as [Startable];
const day = (n: number) => new Date(Date.UTC(2026, 0, n));

test('the earliest use of a name is remembered, whatever is noted later', async () => {
  const name = randomUUID();
  expect(await noteUse(stack.database, name, day(5))).toEqual(day(5));
  expect(await noteUse(stack.database, name, day(9))).toEqual(day(5));
  expect(await noteUse(stack.database, name, day(2))).toEqual(day(2));
});

test('the name of a schedule is in use since it was made first, also when it was deleted and made again', async () => {
  const schedules = createSchedules(stack.temporal, stack.database);
  const name = `test-${randomUUID()}`;
  const request = { name, action: { startable: noopAlone, input: { name } }, spec: { cron: ['@daily'] } };
  const before = new Date();
  await schedules.create(request);
  const between = new Date();
  await schedules.remove(name);
  await schedules.create(request);
  const first = await noteUse(stack.database, name);
  expect(+first).toBeGreaterThanOrEqual(+before);
  expect(+first).toBeLessThanOrEqual(+between);
});
