import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import { sumColumns, type CostGroup, type CostSum } from './sums.ts';

/** What the calls of models of a run, and of the runs it has started, took. */
export interface RunCost extends CostSum {
  /** Dearest first. */
  byModel: CostGroup[];
  byStep: CostGroup[];
}

type Kind = 'ALL' | 'MODEL' | 'STEP';
type Row = CostSum & Record<'model' | 'step', string | null> & { kind: Kind };

/** `run` is its first execution run id. */
export async function runCost(ask: Database['ask'], run: string): Promise<RunCost> {
  const { rows } = await ask((db) =>
    db.execute<Row & Record<string, unknown>>(sql`
      SELECT model, step, ${sumColumns},
        CASE WHEN grouping(model) = 0 THEN 'MODEL' WHEN grouping(step) = 0 THEN 'STEP' ELSE 'ALL' END AS kind
      FROM ${generations}
      WHERE run = ${run} OR parents @> ARRAY[${run}]::text[]
      GROUP BY GROUPING SETS ((), (model), (step))
      ORDER BY cost DESC, calls DESC, model, step`),
  );
  const groups = (wanted: Kind) =>
    rows
      .filter(({ kind }) => kind === wanted)
      .map(({ kind, model, step, ...sum }) => ({ ...sum, key: kind === 'MODEL' ? model : step }));
  const [{ key: _key, ...all }] = groups('ALL') as [CostGroup];
  return { ...all, byModel: groups('MODEL'), byStep: groups('STEP') };
}
