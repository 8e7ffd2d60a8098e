import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { prepareStatement } from '../../platform/db/prepared.ts';
import { storable } from '../../platform/db/storable.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import { spending } from '../../platform/db/tables/spending.ts';
import type { Usage } from '../../platform/ai/usage.ts';
import type { CallEnd } from './generation.ts';

type Tools = Pick<Database, 'ask' | 'pool'>;

const given = (name: string) => sql.placeholder(name);
const unknown = {
  input: null,
  output: null,
  cacheRead: null,
  cacheWrite: null,
  imageInput: null,
  imageOutput: null,
  images: null,
} satisfies Record<keyof Usage, null>;

const settling = prepareStatement(
  'settle_call',
  sql`
    WITH relaxed AS (SELECT set_config('synchronous_commit', 'off', true)),
    before AS MATERIALIZED (
      SELECT id, outcome, cost, reserved, accounts FROM relaxed, ${generations}
      WHERE id = ${given('id')}::uuid AND outcome IN ('PENDING', 'LOST') FOR UPDATE OF generations
    ),
    ended AS (
      UPDATE ${generations} SET outcome = ${given('outcome')}, failure = ${given('failure')},
        input = ${given('input')}::integer, output = ${given('output')}::integer, cache_read = ${given('cacheRead')}::integer,
        cache_write = ${given('cacheWrite')}::integer, image_input = ${given('imageInput')}::integer,
        image_output = ${given('imageOutput')}::integer, images = ${given('images')}::integer,
        cost = ${given('cost')}::bigint, latency_ms = ${given('latencyMs')}::integer,
        request_id = ${given('requestId')}, answer = ${given('answer')}::jsonb, ended_at = now()
      FROM before WHERE ${generations.id} = before.id
    ),
    held AS MATERIALIZED (
      SELECT account FROM ${spending}
      WHERE account = ANY (ARRAY(SELECT unnest(accounts) FROM before))
      ORDER BY account FOR UPDATE
    )
    INSERT INTO ${spending} (account, spent, reserved)
    SELECT account,
      coalesce(${given('cost')}::bigint, 0) - CASE outcome WHEN 'LOST' THEN coalesce(cost, 0) ELSE 0 END,
      CASE outcome WHEN 'PENDING' THEN -coalesce(before.reserved, 0) ELSE 0 END
    FROM held, before
    ON CONFLICT (account) DO UPDATE
      SET spent = ${spending}.spent + excluded.spent, reserved = ${spending}.reserved + excluded.reserved`,
);

/**
 * Writes down what became of a call: what it has cost takes the place of what was reserved. A call that was given up as
 * lost may turn out otherwise. Anything else that has ended stays as it is, so this may be repeated.
 * Without waiting for the disk, which would take longer than all else that is added to a call: what the database
 * loses with a crash of its own counts as much as it may have cost.
 */
export async function settleCall(
  tools: Tools,
  id: string,
  { usage, latencyMs, answer, ...end }: CallEnd,
): Promise<void> {
  const written = answer == null ? null : JSON.stringify(storable(answer));
  await settling(tools, { ...end, ...unknown, ...usage, id, latencyMs: Math.round(latencyMs), answer: written });
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
