import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import type { Sample } from '../../platform/metrics/metrics.ts';

/** Workflows and models are few; should there be many, these are the dearest. */
const most = 200;

/** US dollars of the last 24 hours. */
export async function modelCosts({ ask }: Pick<Database, 'ask'>): Promise<Sample<'workflow' | 'model'>[]> {
  const { rows } = await ask((db) =>
    db.execute<{ workflow: string; model: string; cost: number }>(sql`
      SELECT workflow, model, coalesce(sum(cost), 0)::double precision AS cost
      FROM ${generations} WHERE started_at >= now() - interval '24 hours'
      GROUP BY 1, 2 ORDER BY cost DESC LIMIT ${most}`),
  );
  return rows.map(({ workflow, model, cost }) => ({ labels: { workflow, model }, value: cost / 1_000_000 }));
}
