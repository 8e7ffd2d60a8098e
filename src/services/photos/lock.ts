import { sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';

/** Waits until nobody else changes which photos of a brand are free or alike, and keeps it so until the transaction ends. */
export const lockPhotos = (tx: Pick<NodePgDatabase, 'execute'>, brand: string) =>
  tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('tempograph: photos of ' || ${brand}, 0))`);
