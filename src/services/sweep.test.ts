import { once } from 'node:events';
import { expect, test } from 'vitest';
import { waitFor } from '../../test/wait-for.ts';
import { createLog } from '../platform/log.ts';
import { sweep } from './sweep.ts';

test('chores go on while another takes its time or fails, until all are to stop', async () => {
  const stop = new AbortController();
  const done = { well: 0, failing: 0 };
  let told: AbortSignal | undefined;
  const chores = {
    slow: async (signal: AbortSignal) => {
      told = signal;
      await once(stop.signal, 'abort');
    },
    well: async () => void done.well++,
    failing: () => Promise.reject(new Error(`failed ${++done.failing} times`)),
  };
  const swept = sweep(chores, createLog('silent'), stop.signal);
  await waitFor('the others to be done twice', () => done.well > 1 && done.failing > 1);
  expect(told?.aborted).toBe(false);
  stop.abort();
  await swept;
  expect(told?.aborted).toBe(true);
});
