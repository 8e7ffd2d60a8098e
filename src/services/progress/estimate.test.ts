import { expect, onTestFinished, test, vi } from 'vitest';
import type { RunSnapshot } from '../runs/snapshot.ts';
import { createEstimate } from './estimate.ts';

const usual = 60_000;
const begunAt = new Date(1_000_000);
const run = (more: object) =>
  ({ workflow: 'w', status: 'RUNNING', waiting: null, begunAt, progress: { percent: null }, ...more }) as RunSnapshot;

/** What is said of a run that began 20 s ago, when such runs usually take a minute. */
const said = (more: object, afterMs = 20_000, past: number | null = usual) =>
  createEstimate({ of: () => past }, () => true).of(run(more), begunAt.getTime() + afterMs);

test('what is left of what such runs usually take', () => {
  expect(said({})).toBe(40);
  expect(said({}, 59_900)).toBe(1);
  expect(said({ waiting: { type: 'ChildrenWaiting', running: 2 } })).toBe(40);
});

test.for([
  ['it takes longer than usual', {}, 60_001],
  ['it is paused', { status: 'PAUSED' }],
  ['it has ended', { status: 'COMPLETED' }],
  ['no worker is there', { waiting: { type: 'NoWorkerWaiting', taskQueue: 'media', since: begunAt } }],
  ['it is not due', { waiting: { type: 'StartDelayWaiting', until: begunAt } }],
  ['when it began is not known', { begunAt: null }],
] as const)('nothing while %s', ([, more, after]) => {
  expect(said(more, after)).toBeNull();
});

test('nothing while the past says nothing', () => {
  expect(said({}, 20_000, null)).toBeNull();
});

test.for([
  [true, 'of a contract that rate counts, once it is seen', 9],
  [false, 'without one the rate is only that of an activity', 40],
] as const)('%s: %s', ([contract, , expected]) => {
  const estimate = createEstimate({ of: () => usual }, () => contract);
  const at = (percent: number) => estimate.of(run({ progress: { percent } }), begunAt.getTime() + 20_000);
  const begun = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => begun);
  onTestFinished(() => void vi.restoreAllMocks());
  expect(at(0)).toBe(40);
  vi.spyOn(performance, 'now').mockImplementation(() => begun + 9000);
  expect([at(25), at(50)]).toEqual([40, expected]);
});
