import { sql, type AnyColumn } from 'drizzle-orm';

/** An order that begins with the rows of a fingerprint, and goes on with the newest. */
export const sameFirst = (table: { fingerprint: AnyColumn; number: AnyColumn }, fingerprint: string) =>
  sql`${table.fingerprint} = ${fingerprint} DESC, ${table.number} DESC`;
