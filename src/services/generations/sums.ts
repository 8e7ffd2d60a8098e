import { sql } from 'drizzle-orm';

/** What calls of models took together. Money is millionths of a US dollar. */
export interface CostSum {
  calls: number;
  /** Of those whose cost is known. */
  cost: number;
  /** Calls that have ended, and whose cost is not known as their model has no price. */
  unpriced: number;
  /** Tokens that went in, of all kinds, and that came out. */
  inputTokens: number;
  outputTokens: number;
  images: number;
}

/** Calls that have something in common. */
export interface CostGroup extends CostSum {
  /** What they have in common; null: nothing is known of it. */
  key: string | null;
}

/** The columns of a sum, named as its fields. Sums of columns are `bigint` or `numeric`: a double holds them. */
export const sumColumns = sql`
  count(*)::double precision AS calls,
  coalesce(sum(cost), 0)::double precision AS cost,
  (count(*) FILTER (WHERE cost IS NULL AND outcome <> 'PENDING'))::double precision AS unpriced,
  coalesce(sum(input + cache_read + cache_write + image_input), 0)::double precision AS "inputTokens",
  coalesce(sum(output + image_output), 0)::double precision AS "outputTokens",
  coalesce(sum(images), 0)::double precision AS images`;
