import { processEnv } from '../src/platform/env.ts';

/** Whether tests that have a longer form run in it: `npm run test:long`. */
export const long = processEnv()['TEST_LONG'] === '1';
