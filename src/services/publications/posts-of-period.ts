import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { publications } from '../../platform/db/tables/publications.ts';
import type { Publication } from './ledger.ts';

/** A row of the ledger, without what it says. */
export type PostRow = Pick<
  Publication,
  | 'id'
  | 'run'
  | 'workflowId'
  | 'channel'
  | 'account'
  | 'state'
  | 'postId'
  | 'permalink'
  | 'failure'
  | 'message'
  | 'createdAt'
  | 'sentAt'
>;

/** Whose posts of when: planned then or later, and earlier than `to`. */
export interface PostPeriod {
  /** Id of the brand. */
  brand: string;
  from: Date;
  to: Date;
}

/** The ledger's rows of a period, newest first. All rows of a run are of the period in which its first was planned. */
export function postsOfPeriod(
  { ask }: Pick<Database, 'ask'>,
  { brand, from, to }: PostPeriod,
  limit: number,
): Promise<PostRow[]> {
  const { id, run, workflowId, channel, account, state, postId, permalink, failure, message, createdAt, sentAt } =
    publications;
  const ofPeriod = sql`${run} IN (SELECT run FROM publications WHERE brand = ${brand}
    GROUP BY run HAVING min(created_at) >= ${from.toISOString()} AND min(created_at) < ${to.toISOString()})`;
  return ask((db) =>
    db
      .select({ id, run, workflowId, channel, account, state, postId, permalink, failure, message, createdAt, sentAt })
      .from(publications)
      .where(and(eq(publications.brand, brand), ofPeriod))
      .orderBy(desc(publications.number))
      .limit(limit),
  );
}

/** Which of these runs have come as far as the ledger. */
export async function inLedger({ ask }: Pick<Database, 'ask'>, runs: readonly string[]): Promise<Set<string>> {
  if (runs.length === 0) return new Set();
  const rows = await ask((db) =>
    db
      .selectDistinct({ run: publications.run })
      .from(publications)
      .where(inArray(publications.run, [...runs])),
  );
  return new Set(rows.map(({ run }) => run));
}
