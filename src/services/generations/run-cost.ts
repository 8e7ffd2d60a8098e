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
type Row = CostSum & Record<'model' | 'step', string | null> & { of: string; kind: Kind };

const nothing: RunCost = {
  calls: 0,
  cost: 0,
  unpriced: 0,
  inputTokens: 0,
  outputTokens: 0,
  images: 0,
  byModel: [],
  byStep: [],
};

/** `run` is its first execution run id. */
export const runCost = async (ask: Database['ask'], run: string): Promise<RunCost> =>
  (await runCosts(ask, [run])).get(run)!;

/** Of several runs, each named by its first execution run id. */
export async function runCosts(ask: Database['ask'], runs: readonly string[]): Promise<ReadonlyMap<string, RunCost>> {
  const { rows } = await ask((db) =>
    db.execute<Row & Record<string, unknown>>(sql`
      SELECT asked.of, model, step, ${sumColumns},
        CASE WHEN grouping(model) = 0 THEN 'MODEL' WHEN grouping(step) = 0 THEN 'STEP' ELSE 'ALL' END AS kind
      FROM unnest(${sql.param([...new Set(runs)])}::text[]) AS asked(of)
      JOIN ${generations} ON run = asked.of OR parents @> ARRAY[asked.of]
      GROUP BY GROUPING SETS ((asked.of), (asked.of, model), (asked.of, step))
      ORDER BY cost DESC, calls DESC, model, step`),
  );
  const costOf = (run: string): RunCost => {
    const groups = (wanted: Kind) =>
      rows
        .filter(({ of, kind }) => of === run && kind === wanted)
        .map(({ of: _of, kind, model, step, ...sum }) => ({ ...sum, key: kind === 'MODEL' ? model : step }));
    const [all] = groups('ALL');
    if (!all) return nothing;
    const { key: _key, ...sum } = all;
    return { ...sum, byModel: groups('MODEL'), byStep: groups('STEP') };
  };
  return new Map(runs.map((run) => [run, costOf(run)]));
}
