import { inArray, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import { memories, memoryMentions } from '../../platform/db/tables/memories.ts';

/** Rows of one transaction. */
const mostAtOnce = 1000;

/**
 * Deletes memories with all that was quoted of them, and the stored answers of models that they were found in. Returns how
 * many there were.
 */
export async function deleteMemories({ ask }: Pick<Database, 'ask'>, which: SQL | undefined): Promise<number> {
  let deleted = 0;
  for (;;) {
    const count = await ask((db) =>
      db.transaction(async (tx) => {
        const rows = await tx.select({ id: memories.id }).from(memories).where(which).limit(mostAtOnce).for('update');
        if (rows.length === 0) return 0;
        const ids = rows.map(({ id }) => id);
        await tx.execute(sql`
          UPDATE ${generations} SET answer = NULL
          WHERE answer IS NOT NULL AND run IN (SELECT run FROM ${memoryMentions} WHERE memory = ANY (${sql.param(ids)}::uuid[]))`);
        await tx.delete(memories).where(inArray(memories.id, ids));
        return ids.length;
      }),
    );
    deleted += count;
    if (count < mostAtOnce) return deleted;
  }
}
