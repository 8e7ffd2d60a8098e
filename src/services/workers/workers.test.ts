import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { workersTopic, type WorkerAnnouncement } from '../../../workers/kit/wire/announcement.ts';
import { createProcessBus } from '../../platform/bus/process-bus.ts';
import { silentBus } from '../../platform/bus/silent-bus.ts';
import { createLog } from '../../platform/log.ts';
import { createWorkers } from './workers.ts';

/** Seconds since the bus began to be heard; null while it is not. */
let heardFor: number | null;

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());
const pass = (seconds: number) => void vi.advanceTimersByTime(seconds * 1000);

const queue = (name: string) => ({ name, activities: { used: 1, free: 3 }, workflows: null });
const announcement = (worker: string, more: Partial<WorkerAnnouncement> = {}): WorkerAnnouncement => ({
  worker,
  host: 'here',
  pid: 1,
  buildId: 'one',
  startedAt: 0,
  queues: [queue('media')],
  ...more,
});

function listening() {
  const bus = createProcessBus(createLog('silent'));
  const workers = createWorkers(
    { ...bus, heardSince: () => (heardFor === null ? null : performance.now() - heardFor * 1000) },
    'ours',
  );
  const says = (message: object, namespace = 'ours') => bus.publish(workersTopic(namespace), 'someone', message);
  return { workers, says };
}

test('who announces itself is listed, as it said last, for as long as it takes to miss two', () => {
  const { workers, says } = listening();
  says(announcement('b', { startedAt: 2000 }));
  says(announcement('a', { startedAt: 1000, pid: 7 }));
  says(announcement('elsewhere'), 'theirs');
  says({ queues: ['media'] }); // of a version that said less
  pass(11);
  says(announcement('b', { startedAt: 2000, queues: [queue('ai')] }));
  expect(workers.list()).toEqual([
    { ...announcement('a', { pid: 7 }), startedAt: new Date(1000), heardAgoMs: 11_000 },
    { ...announcement('b'), startedAt: new Date(2000), heardAgoMs: 0, queues: [queue('ai')] },
  ]);
  pass(1);
  expect(workers.list().map(({ worker }) => worker)).toEqual(['b']);
});

test('who takes its leave is gone at once', () => {
  heardFor = 100;
  const { workers, says } = listening();
  says(announcement('a'));
  expect(workers.serves('media')).toBe(true);
  says(announcement('a', { queues: [] }));
  expect(workers.list()).toEqual([]);
  expect(workers.serves('media')).toBe(false);
});

test('a queue that was announced of late has workers, whatever became of the bus since', () => {
  const { workers, says } = listening();
  says(announcement('a'));
  for (heardFor of [100, null, 1]) expect(workers.serves('media')).toBe(true);
});

test('that nobody announces it says something only once the bus has been heard for so long', () => {
  const { workers, says } = listening();
  says(announcement('a'));
  pass(13);
  for (heardFor of [null, 0, 11]) {
    expect(workers.serves('media')).toBeNull();
    expect(workers.isComplete()).toBe(false);
  }
  heardFor = 12;
  expect(workers.serves('media')).toBe(false);
  expect(workers.isComplete()).toBe(true);
});

test('of queues that were never announced it says nothing, nor without a bus', () => {
  heardFor = 1000;
  expect(listening().workers.serves('media')).toBeNull();
  expect(createWorkers(silentBus, 'ours').isComplete()).toBe(false);
});
