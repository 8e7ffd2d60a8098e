import { expect, test } from 'vitest';
import type { RunCounts } from '../wire/memo.ts';
import { createPlan, type Outcome } from './plan.ts';

const nothing = { done: 0, skipped: 0, failed: 0, since: 5 };

function planned(total: number, earlier: Omit<RunCounts, 'total'> = nothing) {
  const saved: RunCounts[] = [];
  const plan = createPlan({ total, ...earlier }, (counts) => saved.push(counts));
  return { plan, saved };
}

test('a plan of few parts is saved with each of them', () => {
  const { plan, saved } = planned(3);
  const outcomes: Outcome[] = ['done', 'failed', 'skipped'];
  for (const outcome of outcomes) plan.count(outcome);
  expect(saved).toEqual([
    { total: 3, done: 0, skipped: 0, failed: 0, since: 5 },
    { total: 3, done: 1, skipped: 0, failed: 0, since: 5 },
    { total: 3, done: 1, skipped: 0, failed: 1, since: 5 },
    { total: 3, done: 2, skipped: 1, failed: 1, since: 5 },
  ]);
});

test('a plan of many parts is saved about a hundred times, and exactly at its end', () => {
  const { plan, saved } = planned(9_999);
  for (let part = 0; part < 9_999; part++) plan.count('done');
  expect(saved.length).toBeLessThan(105);
  expect(saved.length).toBeGreaterThan(95);
  expect(saved.at(-1)).toMatchObject({ done: 9_999 });
});

test('what was not saved yet can be, once', () => {
  const { plan, saved } = planned(1000, { done: 500, skipped: 7, failed: 3, since: 5 });
  plan.count('done');
  expect(saved).toHaveLength(1);
  plan.save();
  plan.save();
  expect(saved.slice(1)).toEqual([{ total: 1000, done: 501, skipped: 7, failed: 3, since: 5 }]);
});

test('a plan of frames counts as many as a part has, and is not saved for none', () => {
  const { plan, saved } = planned(1000);
  plan.count('done', 300);
  plan.count('done', 0);
  plan.count('failed', 700);
  expect(saved.map(({ done, failed }) => [done, failed])).toEqual([
    [0, 0],
    [300, 0],
    [300, 700],
  ]);
});
