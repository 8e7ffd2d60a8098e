import { count } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { publications } from '../../platform/db/tables/publications.ts';
import type { Sample } from '../../platform/metrics/metrics.ts';

/** How many posts there are in each state: those that are UNCONFIRMED wait for a person. */
export async function publicationsByState({ ask }: Pick<Database, 'ask'>): Promise<Sample<'channel' | 'state'>[]> {
  const { channel, state } = publications;
  const rows = await ask((db) =>
    db.select({ channel, state, posts: count() }).from(publications).groupBy(channel, state),
  );
  return rows.map(({ posts, ...labels }) => ({ labels, value: posts }));
}
