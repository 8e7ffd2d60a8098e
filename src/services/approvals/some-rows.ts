import { sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { approvals } from '../../platform/db/tables/approvals.ts';

/**
 * For an UPDATE: those rows first in an order that nobody else is about to change, and no more than so many. The array is
 * made once; what stands in IN may be asked again for each row, and would name more of them each time.
 */
export const someRows = (
  where: SQL | undefined,
  order: PgColumn,
  most: number,
): SQL => sql`${approvals.id} = ANY (ARRAY(
  SELECT ${approvals.id} FROM ${approvals} WHERE ${where} ORDER BY ${order} LIMIT ${most} FOR UPDATE SKIP LOCKED))`;
