import { expect, test } from 'vitest';
import { createLog } from '../platform/log.ts';
import { createReadiness } from './readiness.ts';

let asked = 0;
const checks = {
  temporal: async () => void asked++,
  database: () => Promise.reject(new Error('password authentication failed for user "owner" at 10.0.0.7')),
};

test.each([
  ['this machine', true, 'password authentication failed for user "owner" at 10.0.0.7'],
  ['a network', false, 'It does not answer; the log says why.'],
] as const)('on %s', async (_where, local, database) => {
  asked = 0;
  const logged: object[] = [];
  const log = { ...createLog('silent'), warn: (fields: object) => void logged.push(fields) };
  const ready = createReadiness(checks, local, log);
  for (let n = 0; n < 3; n++) expect(await ready()).toEqual({ temporal: null, database });
  expect(asked).toBe(1); // whoever asks, and however often
  expect(logged).toEqual([{ server: 'database', err: expect.any(Error) }]);
});
