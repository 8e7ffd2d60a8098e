import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { approvals } from '../../platform/db/tables/approvals.ts';
import { publications } from '../../platform/db/tables/publications.ts';
import { toApproval, type Approval } from '../approvals/approval.ts';

/** Whether a question shows the id of a publication. */
const shows = (show: unknown, id: unknown) =>
  sql`jsonb_path_exists(${show}, '$.* ? (@ == $id)', jsonb_build_object('id', ${id}))`;

/**
 * What people are, or were, asked about publications: the question that is open, else the last one. That is one of the same
 * run that shows the id of the publication, or of none: then it is about all that the run publishes.
 */
export async function approvalsAbout(
  { ask }: Pick<Database, 'ask'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Approval>> {
  const ofOther = sql`EXISTS (SELECT FROM publications AS other WHERE other.run = ${publications.run}
    AND other.id <> ${publications.id} AND ${shows(approvals.show, sql`other.id`)})`;
  const rows = await ask((db) =>
    db
      .selectDistinctOn([publications.id], { publication: publications.id, approval: approvals })
      .from(publications)
      .innerJoin(approvals, sql`${approvals.first} = ${publications.run} AND NOT ${ofOther}`)
      .where(sql`${publications.id} = ANY (${sql.param([...ids])}::uuid[])`)
      .orderBy(
        publications.id,
        sql`${approvals.state} = 'OPEN' DESC`,
        sql`${shows(approvals.show, publications.id)} DESC`,
        sql`${approvals.number} DESC`,
      ),
  );
  return new Map(rows.map(({ publication, approval }) => [publication, toApproval(approval)]));
}
