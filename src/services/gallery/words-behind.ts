import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { generatedImages } from '../../platform/db/tables/generated-images.ts';

/** So far back; each is one question of an index. */
const mostGenerations = 20;

/**
 * What a picture, and those that it comes from, were asked for with: prompts and styles, the newest first. What was said of the first may
 * show only in what is said of the last.
 */
export async function readWordsBehind({ ask }: Pick<Database, 'ask'>, id: string): Promise<string[]> {
  const { rows } = await ask((db) =>
    db.execute<{ prompt: string; style: string | null }>(sql`
      WITH RECURSIVE behind AS (
        SELECT parent, prompt, style, 1 AS generation FROM ${generatedImages} WHERE id = ${id}
        UNION ALL
        SELECT earlier.parent, earlier.prompt, earlier.style, generation + 1
        FROM ${generatedImages} earlier JOIN behind ON earlier.id = behind.parent
        WHERE generation < ${mostGenerations}
      )
      SELECT prompt, style FROM behind ORDER BY generation`),
  );
  return [...new Set(rows.flatMap(({ prompt, style }) => (style === null ? [prompt] : [prompt, style])))];
}
