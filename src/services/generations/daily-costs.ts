import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { generations } from '../../platform/db/tables/generations.ts';

/** What the calls of one model took on one day of UTC. */
export interface DailyCost {
  /** `2026-12-31`. */
  day: string;
  model: string;
  /** Millionths of a US dollar, of calls whose cost is known. */
  cost: number;
  /** Calls whose cost is not known, as their model has no price. */
  unpriced: number;
}

/** Costs by day and model, of calls that are over and have begun from `from` on and before `to`. */
export async function dailyCosts(ask: Database['ask'], from: Date, to: Date): Promise<DailyCost[]> {
  const { rows } = await ask((db) =>
    db.execute<DailyCost & Record<string, unknown>>(sql`
      SELECT to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, model,
        coalesce(sum(cost), 0)::double precision AS cost,
        (count(*) FILTER (WHERE cost IS NULL))::double precision AS unpriced
      FROM ${generations}
      WHERE started_at >= ${from} AND started_at < ${to} AND outcome <> 'PENDING'
      GROUP BY 1, 2`),
  );
  return rows;
}
