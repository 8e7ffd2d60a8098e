import type { Stack } from './stack.ts';

/** Answers of models that were paid for twice: more than one of the same call of the same run. */
export async function paidTwice({ database }: Pick<Stack, 'database'>): Promise<object[]> {
  const { rows } = await database.pool.query<object>(
    `SELECT run, activity, call, count(*)::int FROM generations WHERE outcome = 'SUCCEEDED' GROUP BY 1, 2, 3 HAVING count(*) > 1`,
  );
  return rows;
}
