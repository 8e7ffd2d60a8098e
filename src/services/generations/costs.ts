import { sql, type SQL } from 'drizzle-orm';
import { encodeLabel, type Label } from '../../../workers/kit/wire/label.ts';
import { InvalidInputError, RunNotFoundError } from '../../errors.ts';
import type { Database } from '../../platform/db/database.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import { decodeRunId } from '../runs/run-id.ts';
import { runCost, runCosts, type RunCost } from './run-cost.ts';
import { sumColumns, type CostGroup } from './sums.ts';

type CostGrouping = 'DAY' | 'WORKFLOW' | 'MODEL' | 'LABEL' | 'STEP';

export interface CostsQuery {
  /** Calls that began then or later. */
  from: Date;
  /** Calls that began earlier. */
  to: Date;
  groupBy: CostGrouping;
  /** Workflow types, and ids of runs, that they are narrowed to; null: all. */
  workflows?: readonly string[] | null;
  runs?: readonly string[] | null;
  /** Only of runs that have this label, and of those below them. */
  label?: Label;
}

/** What calls of models have cost. */
export function createCosts({ ask }: Pick<Database, 'ask'>) {
  return {
    /** Of a run and of those that it has started. Throws RunNotFoundError for what is no id of a run. */
    async ofRun(id: string): Promise<RunCost> {
      const key = decodeRunId(id);
      if (!key) throw new RunNotFoundError(id);
      return runCost(ask, key.first);
    },

    /** The same of several, by their ids. */
    async ofRuns(ids: readonly string[]): Promise<ReadonlyMap<string, RunCost>> {
      const firsts = new Map(ids.map((id) => [id, decodeRunId(id)?.first ?? '']));
      const costs = await runCosts(ask, [...firsts.values()]);
      return new Map(ids.map((id) => [id, costs.get(firsts.get(id)!)!]));
    },

    /** By what they have in common: days in order, anything else dearest first. Throws InvalidInputError. */
    sums: (query: CostsQuery) => sumsOf(ask, query),
  };
}
export type Costs = ReturnType<typeof createCosts>;

const mostGroups = 1000;
const mostDays = 366;
const dayMs = 24 * 3600 * 1000;

const keys: Record<CostGrouping, SQL> = {
  DAY: sql`to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')`,
  WORKFLOW: sql`workflow`,
  MODEL: sql`model`,
  LABEL: sql`label`,
  STEP: sql`workflow || '.' || coalesce(step, activity)`,
};

async function sumsOf(ask: Database['ask'], query: CostsQuery): Promise<CostGroup[]> {
  const { from, to, groupBy, workflows, runs, label } = query;
  if (from >= to) throw new InvalidInputError([{ path: ['to'], message: 'Must be later than from.' }]);
  if (+to - +from > mostDays * dayMs) {
    throw new InvalidInputError([{ path: ['to'], message: `Must be at most ${mostDays} days after from.` }]);
  }
  const { rows } = await ask((db) =>
    db.execute<CostGroup & Record<string, unknown>>(sql`
      SELECT ${keys[groupBy]} AS key, ${sumColumns}
      FROM ${generations} ${groupBy === 'LABEL' ? sql`LEFT JOIN unnest(labels) AS label ON true` : sql``}
      WHERE started_at >= ${from} AND started_at < ${to} ${among(sql`workflow`, workflows)}
        ${among(
          sql`run`,
          runs?.flatMap((id) => decodeRunId(id)?.first ?? []),
        )}
        ${label ? sql`AND labels @> ARRAY[${encodeLabel(label)}]::text[]` : sql``}
      GROUP BY 1
      ORDER BY ${groupBy === 'DAY' ? sql`key` : sql`cost DESC, calls DESC, key`}
      LIMIT ${mostGroups}`),
  );
  return rows;
}

const among = (column: SQL, values: readonly string[] | null | undefined) =>
  values ? sql`AND ${column} = ANY (${sql.param([...values])}::text[])` : sql``;
