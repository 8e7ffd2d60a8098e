import { and, desc, eq, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { publications } from '../../platform/db/tables/publications.ts';

/** How a brand's publishing goes. */
export interface Standing {
  /** Id of the publication that became public last; null: none has. */
  last: string | null;
  /** Publications that became FAILED in the last seven days. */
  failures: number;
  /** Publications of which nobody knows whether they are public. */
  unconfirmed: number;
}

/** Of a brand, by its id. */
export async function standingOf({ ask }: Pick<Database, 'ask'>, brand: string): Promise<Standing> {
  const { id, state, settledAt } = publications;
  const [[last], [counts]] = await Promise.all([
    ask((db) =>
      db
        .select({ id })
        .from(publications)
        .where(and(eq(publications.brand, brand), eq(state, 'LIVE')))
        .orderBy(desc(publications.number))
        .limit(1),
    ),
    ask((db) =>
      db
        .select({
          failures:
            sql`count(*) FILTER (WHERE ${state} = 'FAILED' AND ${settledAt} > now() - interval '7 days')`.mapWith(
              Number,
            ),
          unconfirmed: sql`count(*) FILTER (WHERE ${state} = 'UNCONFIRMED')`.mapWith(Number),
        })
        .from(publications)
        .where(eq(publications.brand, brand)),
    ),
  ]);
  return { last: last?.id ?? null, ...counts! };
}
