import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { RateLimitedError } from '../../errors.ts';
import { createRates, type Rates } from './rates.ts';

const database = useDatabase();
const caller = { actor: 'key:a' };

/** How many of so many operations at once are let through. */
async function passed(rates: readonly Rates[], operations: number, by = caller): Promise<number> {
  const outcomes = await Promise.allSettled(
    Array.from({ length: operations }, (_, n) => rates[n % rates.length]!.count(by)),
  );
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  expect(refused.filter((reason) => !(reason instanceof RateLimitedError))).toEqual([]);
  return operations - refused.length;
}

describe.each([
  ['in one process', 1, () => [createRates({ limit: 100, database: null })]],
  ['in three', 3, () => Array.from({ length: 3 }, () => createRates({ limit: 100, database }))],
] as const)('%s', (_name, processes, create) => {
  test('a caller gets as many operations a minute as the limit says, and no other is touched', async () => {
    const rates = create();
    const one = { actor: `key:${processes}` };
    const other = { actor: `token:${processes}` };
    expect(await passed(rates, 60, one)).toBe(60);
    const rest = await passed(rates, 300, one);
    expect(rest).toBeLessThanOrEqual(40);
    expect(rest).toBeGreaterThanOrEqual(40 - 2 * processes); // two operations are taken at a time
    expect(await passed(rates, 30, other)).toBe(30);
    const refusal = rates[0]!.count(one);
    await expect(refusal).rejects.toMatchObject({ code: 'RATE_LIMITED', message: expect.stringContaining('100') });
    await expect(refusal).rejects.toSatisfy(({ retryAfter }) => retryAfter >= 1 && retryAfter <= 60);
  });
});

test('operations are let through again when the minute is over', async () => {
  const rates = createRates({ limit: 4, database });
  expect(await passed([rates], 10)).toBe(4);
  await database.pool.query(`UPDATE rate_limits SET expire = 0 WHERE key LIKE 'operations:%'`);
  expect(await passed([createRates({ limit: 4, database })], 10)).toBe(4);
});

test('no limit is none', async () => {
  expect(await passed([createRates({ limit: 0, database })], 500)).toBe(500);
});
