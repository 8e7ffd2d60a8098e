import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { callEnd, newCall } from '../../../test/new-call.ts';
import { InvalidInputError } from '../../errors.ts';
import { noUsage } from '../../platform/ai/usage.ts';
import { encodeRunId } from '../runs/run-id.ts';
import { createCosts } from './costs.ts';
import type { CallEnd, NewCall } from './generation.ts';
import { createGenerations } from './generations.ts';

const database = useDatabase();
const generations = () => createGenerations(database);
const costs = () => createCosts(database);
const idOf = (first: string) => encodeRunId({ first, workflowId: 'any' });

async function call(more: Partial<NewCall>, end?: CallEnd) {
  const id = randomUUID();
  await generations().begin(id, newCall(more));
  if (end) await generations().settle(id, end);
}

/** Calls that nobody else's test has made are told by their label. */
const period = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 3_600_000) };

test('the cost of a run is that of its calls and of the runs below it, by model and by step, with what is unknown said', async () => {
  const run = randomUUID();
  await call({ run, model: 'large', step: 'write' }, callEnd(1000));
  await call({ run, model: 'large', step: 'check' }, callEnd(1, { outcome: 'FAILED' }));
  await call({ run, model: 'unpriced', step: 'write', reserved: null }, callEnd(null));
  await call({ run, model: 'large', step: 'write' }); // goes on
  const images = { usage: { ...noUsage, input: 3, cacheRead: 4, imageInput: 5, imageOutput: 6, images: 2 } };
  await call({ parents: ['other', run], model: 'painter', step: 'paint' }, callEnd(500, images));
  await call({}, callEnd(7777)); // somebody else's

  expect(await costs().ofRun(idOf(run))).toEqual({
    calls: 5,
    cost: 1501,
    unpriced: 1,
    inputTokens: 42,
    outputTokens: 21,
    images: 2,
    byModel: [
      { key: 'large', calls: 3, cost: 1001, unpriced: 0, inputTokens: 20, outputTokens: 10, images: 0 },
      { key: 'painter', calls: 1, cost: 500, unpriced: 0, inputTokens: 12, outputTokens: 6, images: 2 },
      { key: 'unpriced', calls: 1, cost: 0, unpriced: 1, inputTokens: 10, outputTokens: 5, images: 0 },
    ],
    byStep: [
      expect.objectContaining({ key: 'write', calls: 3, cost: 1000, unpriced: 1 }),
      expect.objectContaining({ key: 'paint', cost: 500 }),
      expect.objectContaining({ key: 'check', cost: 1 }),
    ],
  });
  expect(await costs().ofRun(idOf(randomUUID()))).toMatchObject({ calls: 0, cost: 0, byModel: [], byStep: [] });
});

test('costs of a time are summed by what is asked for; a call with two labels counts for both', async () => {
  const workflow = `flow${randomUUID()}`;
  await call({ workflow, labels: ['a=1', 'b=2'], model: 'm', step: 's' }, callEnd(10));
  await call({ workflow, labels: ['b=2'], model: 'n', step: null, activity: 'act' }, callEnd(5));
  await call({ workflow }, callEnd(1));
  const by = async (groupBy: 'DAY' | 'WORKFLOW' | 'MODEL' | 'LABEL' | 'STEP') =>
    (await costs().sums({ ...period, groupBy, workflows: [workflow] })).map(({ key, cost }) => [key, cost]);
  expect(await by('WORKFLOW')).toEqual([[workflow, 16]]);
  expect(await by('DAY')).toEqual([[new Date().toISOString().slice(0, 10), 16]]);
  expect(await by('MODEL')).toEqual([
    ['m', 10],
    ['n', 5],
    ['claude-test', 1],
  ]);
  expect(await by('LABEL')).toEqual([
    ['b=2', 15],
    ['a=1', 10],
    [null, 1],
  ]);
  expect(await by('STEP')).toEqual([
    [`${workflow}.s`, 10],
    [`${workflow}.act`, 5],
    [`${workflow}.write`, 1],
  ]);
  const past = { from: new Date(0), to: new Date(1), groupBy: 'MODEL' } as const;
  expect(await costs().sums(past)).toEqual([]);
});

test('costs can be narrowed to runs', async () => {
  const run = randomUUID();
  await call({ run }, callEnd(3));
  const runs = [idOf(run), 'not an id'];
  expect(await costs().sums({ ...period, groupBy: 'WORKFLOW', runs })).toMatchObject([{ calls: 1, cost: 3 }]);
  expect(await costs().sums({ ...period, groupBy: 'WORKFLOW', runs: [] })).toEqual([]);
});

test('costs can be narrowed to a label', async () => {
  const value = randomUUID();
  await call({ labels: ['a=1', `brand=${value}`] }, callEnd(3));
  await call({ labels: [`brand=${value}x`] }, callEnd(4));
  const label = { key: 'brand', value };
  expect(await costs().sums({ ...period, groupBy: 'WORKFLOW', label })).toMatchObject([{ calls: 1, cost: 3 }]);
});

test('a time that is none, or too long, is refused', async () => {
  const { from, to } = period;
  const groupBy = 'DAY' as const;
  await expect(costs().sums({ from: to, to: from, groupBy })).rejects.toThrow(InvalidInputError);
  await expect(costs().sums({ from: new Date(0), to, groupBy })).rejects.toThrow(/at most 366 days/);
});
