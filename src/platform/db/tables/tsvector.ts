import { customType } from 'drizzle-orm/pg-core';

/** A text as PostgreSQL's full-text search knows it. */
export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });
