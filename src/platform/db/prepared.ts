import { fillPlaceholders, type SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { Database } from './database.ts';

/**
 * A statement that each connection plans once, for what is asked often and is long to plan. Values take the places of its
 * `sql.placeholder`s. The name has to be its own.
 */
export function prepareStatement<Row extends object>(name: string, statement: SQL) {
  const { sql: text, params } = new PgDialect().sqlToQuery(statement);
  return async ({ ask, pool }: Pick<Database, 'ask' | 'pool'>, values: Record<string, unknown>): Promise<Row[]> => {
    const query = { name, text, values: fillPlaceholders(params, values) };
    return (await ask(() => pool.query<Row>(query))).rows;
  };
}
