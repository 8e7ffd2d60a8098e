import { eq, sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isUuid = (text: string): boolean => form.test(text);

/** Whether a column of UUIDs has what somebody calls its id: PostgreSQL would refuse to look for what is none. */
export const isNamed = (column: PgColumn, id: string): SQL => (isUuid(id) ? eq(column, id) : sql`false`);
