import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import { spending } from '../../platform/db/tables/spending.ts';
import type { CallEnd } from './generation.ts';

/**
 * Writes down what became of a call: what it has cost takes the place of what was reserved. A call that was given up as
 * lost may turn out otherwise. Anything else that has ended stays as it is, so this may be repeated.
 */
export async function settleCall(ask: Database['ask'], id: string, end: CallEnd): Promise<void> {
  const { usage } = end;
  const answer = end.answer == null ? null : JSON.stringify(end.answer);
  await ask((db) =>
    db.execute(sql`
      WITH before AS MATERIALIZED (
        SELECT id, outcome, cost, reserved, accounts FROM ${generations}
        WHERE id = ${id}::uuid AND outcome IN ('PENDING', 'LOST') FOR UPDATE
      ),
      ended AS (
        UPDATE ${generations} SET outcome = ${end.outcome}, failure = ${end.failure},
          input = ${usage?.input ?? null}::integer, output = ${usage?.output ?? null}::integer, cache_read = ${usage?.cacheRead ?? null}::integer,
          cache_write = ${usage?.cacheWrite ?? null}::integer, image_input = ${usage?.imageInput ?? null}::integer,
          image_output = ${usage?.imageOutput ?? null}::integer, images = ${usage?.images ?? null}::integer,
          cost = ${end.cost}::bigint, latency_ms = ${Math.round(end.latencyMs)}::integer,
          request_id = ${end.requestId}, answer = ${answer}::jsonb, ended_at = now()
        FROM before WHERE ${generations.id} = before.id
      ),
      held AS MATERIALIZED (
        SELECT account FROM ${spending}
        WHERE account = ANY (ARRAY(SELECT unnest(accounts) FROM before))
        ORDER BY account FOR UPDATE
      )
      INSERT INTO ${spending} (account, spent, reserved)
      SELECT account,
        coalesce(${end.cost}::bigint, 0) - CASE outcome WHEN 'LOST' THEN coalesce(cost, 0) ELSE 0 END,
        CASE outcome WHEN 'PENDING' THEN -coalesce(before.reserved, 0) ELSE 0 END
      FROM held, before
      ON CONFLICT (account) DO UPDATE
        SET spent = ${spending}.spent + excluded.spent, reserved = ${spending}.reserved + excluded.reserved`),
  );
}

/** Forgets a call that was never made, and what was reserved for it. */
export async function releaseCall(ask: Database['ask'], id: string): Promise<void> {
  await ask((db) =>
    db.execute(sql`
      WITH gone AS (
        DELETE FROM ${generations} WHERE id = ${id}::uuid AND outcome = 'PENDING' RETURNING reserved, accounts
      ),
      held AS MATERIALIZED (
        SELECT account FROM ${spending}
        WHERE account = ANY (ARRAY(SELECT unnest(accounts) FROM gone))
        ORDER BY account FOR UPDATE
      )
      INSERT INTO ${spending} (account, reserved)
      SELECT account, -coalesce(gone.reserved, 0) FROM held, gone
      ON CONFLICT (account) DO UPDATE SET reserved = ${spending}.reserved + excluded.reserved`),
  );
}
