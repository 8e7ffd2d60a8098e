import os from 'node:os';
import { expect, test } from 'vitest';
import { SettingsError } from '../src/platform/env.ts';
import type { QueueChoice } from '../src/platform/queue-choice.ts';
import { feedPublication, imageEnhancement } from './contracts.ts';
import { contractsOn, servedQueues, tunerOf } from './queues.ts';

/** Not all of the product: another workflow is not to touch this test. */
const contracts = [imageEnhancement, feedPublication];
const cores = os.availableParallelism();
const refuse = (choices: QueueChoice[]) => () => servedQueues(contracts, choices);

test('every queue is served, those whose activities wait for others with more at a time', () => {
  expect(servedQueues(contracts, [])).toEqual([
    { name: 'ai', atOnce: 20, memory: null, runsWorkflows: false },
    { name: 'media', atOnce: cores, memory: null, runsWorkflows: true },
    { name: 'publishing', atOnce: 20, memory: null, runsWorkflows: true },
  ]);
});

test('or those that were chosen, as was chosen', () => {
  const chosen = servedQueues(contracts, [{ name: 'media', atOnce: 3, memory: 0.5 }, { name: 'ai' }]);
  expect(chosen.map(({ name, atOnce, memory }) => ({ name, atOnce, memory }))).toEqual([
    { name: 'ai', atOnce: 20, memory: null },
    { name: 'media', atOnce: 3, memory: 0.5 },
  ]);
});

test('a workflow is known where its runs come, and where any of its activities does', () => {
  const known = (['ai', 'media', 'publishing'] as const).map((name) =>
    contractsOn(servedQueues(contracts, [{ name }]), contracts),
  );
  expect(known).toEqual([contracts, [imageEnhancement], [feedPublication]]);
});

test('a queue that no workflow has is refused, with those that there are', () => {
  const refused = refuse([{ name: 'media' }, { name: 'video' }, { name: 'medai' }]);
  expect(refused).toThrow(SettingsError);
  expect(refused).toThrow(/^TASK_QUEUES: No workflow uses video, medai\. There are ai, media, publishing\.$/);
});

test('where memory counts, one activity begins whatever is used, and the others as it allows', () => {
  const queue = { name: 'media', atOnce: 4, runsWorkflows: true } as const;
  expect(tunerOf({ ...queue, memory: null })).toMatchObject({ activityTaskSlotSupplier: { numSlots: 4 } });
  expect(tunerOf({ ...queue, memory: 0.6 })).toMatchObject({
    activityTaskSlotSupplier: { minimumSlots: 1, maximumSlots: 4, tunerOptions: { targetMemoryUsage: 0.6 } },
  });
});
