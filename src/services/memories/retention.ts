import { and, eq, lt, or, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { memories } from '../../platform/db/tables/memories.ts';
import type { Settings } from '../../platform/env.ts';
import { deleteMemories } from './forget.ts';

/** Deletes what was learned longer ago than its class is kept. Returns how many there were. */
export async function expireMemories(database: Pick<Database, 'ask'>, days: Settings['memoryDays']): Promise<number> {
  const limited = Object.entries(days).filter(([, limit]) => limit > 0) as [keyof Settings['memoryDays'], number][];
  if (limited.length === 0) return 0;
  return deleteMemories(
    database,
    or(
      ...limited.map(([retention, limit]) =>
        and(eq(memories.retention, retention), lt(memories.learnedAt, sql`now() - ${limit} * interval '1 day'`)),
      ),
    ),
  );
}
