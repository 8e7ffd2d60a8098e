import { randomInt } from 'node:crypto';
import { processEnv } from '../src/platform/env.ts';

/** What is made up by chance is made from this. Set FUZZ_SEED to the seed of a failure to repeat it. */
export const seed = Number(processEnv()['FUZZ_SEED'] ?? randomInt(2 ** 31));
