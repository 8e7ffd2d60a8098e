import { sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { memories } from '../../platform/db/tables/memories.ts';

/** Another one after any memory of a subject was added, ended or deleted. */
export async function revisionOf(db: Pick<NodePgDatabase, 'execute'>, subject: string): Promise<string> {
  const { rows } = await db.execute<{ revision: string }>(sql`
    SELECT count(*) || '/' || count(valid_to) || '/' || coalesce(max(number), 0) AS revision
    FROM ${memories} WHERE subject = ${subject}`);
  return rows[0]!.revision;
}
