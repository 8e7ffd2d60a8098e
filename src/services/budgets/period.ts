import { sql, type SQL } from 'drizzle-orm';
import { budgets } from '../../platform/db/tables/budgets.ts';

/** Days and months are those of UTC, wherever a server or a caller is. */
const nowInUtc = sql`(now() AT TIME ZONE 'UTC')`;

/** When the current period of a budget began. */
export const periodStart = sql`(date_trunc(lower(${budgets.period}::text), ${nowInUtc}) AT TIME ZONE 'UTC')`;

/** When the next one begins. */
export const periodEnd = sql`((date_trunc(lower(${budgets.period}::text), ${nowInUtc})
  + ('1 ' || lower(${budgets.period}::text))::interval) AT TIME ZONE 'UTC')`;

/** The account in which a budget counts its current period. */
export const periodAccount: SQL<string> = sql`('budget:' || ${budgets.id} || ':'
  || to_char(date_trunc(lower(${budgets.period}::text), ${nowInUtc}), 'YYYY-MM-DD'))`;
