import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { prepareStatement } from '../../platform/db/prepared.ts';
import { budgets } from '../../platform/db/tables/budgets.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import { spending } from '../../platform/db/tables/spending.ts';
import { periodAccount } from '../budgets/period.ts';
import type { NewCall, OnLimit } from './generation.ts';

/** A limit that a call counts against, and what is taken of it. Millionths of a US dollar. */
export interface Limit {
  account: string;
  /** Null: the cap of a run, or a quota. */
  budget: string | null;
  scope: 'ALL' | 'WORKFLOW' | 'LABEL' | 'RUN' | 'QUOTA';
  /** The workflow or label, or the end user. */
  name: string;
  period: 'DAY' | 'MONTH' | null;
  limit: number;
  onLimit: OnLimit;
  /** Spent and reserved; null: nothing was counted yet in this period. */
  taken: number | null;
  fits: boolean | null;
}

export type Begun =
  /** The call may be made; what it may cost is reserved. */
  | { state: 'BEGUN' }
  /** An earlier attempt has the answer. */
  | { state: 'ANSWERED'; answer: unknown }
  /** Nothing is reserved. */
  | { state: 'REFUSED'; limits: Limit[] };

/** A new period's account appears once; whoever comes second finds it. */
const mostTries = 5;

/**
 * Looks for the answer that an earlier attempt has stored; without one reserves in every limit that holds for the call,
 * in all of them or in none, and writes the call down. One statement, so that nothing of it is left behind alone.
 */
export async function beginCall(database: Pick<Database, 'ask' | 'pool'>, id: string, call: NewCall): Promise<Begun> {
  const { cap, quota, ...values } = call;
  const all = {
    ...values,
    id,
    capRun: cap?.run ?? null,
    capLimit: cap?.limit ?? null,
    capOnLimit: cap?.onLimit ?? null,
    quotaUsers: quota.users,
    quotaLimit: quota.cost,
  };
  for (let tries = 0; tries < mostTries; tries++) {
    const [row] = await begin(database, all);
    const { answer, limits, begun } = row!;
    if (answer !== null) return { state: 'ANSWERED', answer };
    if (begun) return { state: 'BEGUN' };
    const uncounted = (limits ?? []).filter(({ taken }) => taken === null);
    if (uncounted.length === 0) return { state: 'REFUSED', limits: limits ?? [] };
    await open(database.ask, uncounted);
  }
  throw new Error('The accounts of the budgets could not be opened.');
}

type Row = { answer: unknown; limits: Limit[] | null; begun: boolean };

/** Makes the accounts that are missing. Of a budget that was deleted meanwhile there is none to make. */
async function open(ask: Database['ask'], limits: readonly Limit[]): Promise<void> {
  const rows = limits.map(({ account, budget }) => ({ account, budget }));
  await ask((db) =>
    db.execute(sql`
      INSERT INTO ${spending} (account, budget)
      SELECT account, budget
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (account text, budget uuid)
      WHERE budget IS NULL OR EXISTS (SELECT FROM ${budgets} WHERE ${budgets.id} = given.budget)
      ORDER BY account
      ON CONFLICT DO NOTHING`),
  );
}

const given = (name: string) => sql.placeholder(name);

/** The limits that hold for a call. */
const limits = sql`
  SELECT ${periodAccount} AS account, ${budgets.id} AS budget, ${budgets.scope}::text AS scope, ${budgets.name} AS name,
    ${budgets.period}::text AS period, ${budgets.limit} AS "limit", ${budgets.onLimit}::text AS "onLimit"
  FROM ${budgets}
  WHERE ${budgets.scope} = 'ALL' OR (${budgets.scope} = 'WORKFLOW' AND ${budgets.name} = ${given('workflow')})
    OR (${budgets.scope} = 'LABEL' AND ${budgets.name} = ANY (${given('labels')}::text[]))
  UNION ALL
  SELECT 'run:' || ${given('capRun')}::text, NULL, 'RUN', '', NULL, ${given('capLimit')}::bigint, ${given('capOnLimit')}
  WHERE ${given('capRun')}::text IS NOT NULL
  UNION ALL
  SELECT 'quota:' || who || ':' || to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD'), NULL, 'QUOTA', who, 'DAY',
    ${given('quotaLimit')}::bigint, 'FAIL'
  FROM unnest(${given('quotaUsers')}::text[]) AS who WHERE ${given('quotaLimit')}::bigint IS NOT NULL`;

/**
 * Accounts are locked in the order of their names, so that no two calls wait for each other; what they hold is read under
 * the lock. Without waiting for the disk: should the database crash during the call, its row may be missing.
 */
const begin = prepareStatement<Row>(
  'begin_call',
  sql`
    WITH relaxed AS (SELECT set_config('synchronous_commit', 'off', true)),
    known AS (
      SELECT answer FROM ${generations}
      WHERE run = ${given('run')} AND call = ${given('call')} AND answer IS NOT NULL
      ORDER BY started_at DESC LIMIT 1
    ),
    wanted AS MATERIALIZED (
      SELECT * FROM (${limits}) AS every WHERE NOT EXISTS (SELECT FROM known)
    ),
    held AS MATERIALIZED (
      SELECT account, spent + reserved AS taken, cap FROM ${spending}
      WHERE account IN (SELECT account FROM wanted)
      ORDER BY account FOR UPDATE
    ),
    judged AS MATERIALIZED (
      SELECT account, budget, scope, name, period, greatest("limit", cap) AS "limit", "onLimit", taken,
        taken + ${given('reserved')}::bigint <= greatest("limit", cap) AS fits,
        CASE scope WHEN 'RUN' THEN "limit" END AS cap, scope = 'RUN' AND "limit" > coalesce(cap, 0) AS raised
      FROM wanted LEFT JOIN held USING (account)
    ),
    begun AS (
      INSERT INTO ${generations} (id, run, parents, workflow_id, workflow, labels, step, activity, task, execution, attempt,
        purpose, call, model, prompt_name, prompt_version, reserved, prices_version, accounts)
      SELECT ${given('id')}::uuid, ${given('run')}, ${given('parents')}::text[], ${given('workflowId')}, ${given('workflow')}, ${given('labels')}::text[],
        ${given('step')}, ${given('activity')}, ${given('task')}, ${given('execution')}, ${given('attempt')}::integer, ${given('purpose')},
        ${given('call')}, ${given('model')}, ${given('promptName')}, ${given('promptVersion')}, ${given('reserved')}::bigint,
        ${given('pricesVersion')}, ARRAY(SELECT account FROM judged)
      FROM relaxed
      WHERE NOT EXISTS (SELECT FROM known) AND NOT EXISTS (SELECT FROM judged WHERE fits IS NOT TRUE)
      RETURNING id
    ),
    reserving AS (
      INSERT INTO ${spending} (account, reserved, cap)
      SELECT account, CASE WHEN EXISTS (SELECT FROM begun) THEN ${given('reserved')}::bigint ELSE 0 END, cap
      FROM judged WHERE EXISTS (SELECT FROM begun) OR raised ORDER BY account
      ON CONFLICT (account) DO UPDATE
        SET reserved = ${spending}.reserved + excluded.reserved, cap = greatest(${spending}.cap, excluded.cap)
    )
    SELECT (SELECT answer FROM known) AS answer, EXISTS (SELECT FROM begun) AS begun,
      (SELECT jsonb_agg(to_jsonb(judged)) FROM judged) AS limits`,
);
