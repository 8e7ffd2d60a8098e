import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { lockName } from '../../platform/db/lock-name.ts';

/** Waits until nobody else changes which photos of a brand are free or alike, and keeps it so until the transaction ends. */
export const lockPhotos = (tx: Pick<NodePgDatabase, 'execute'>, brand: string) =>
  lockName(tx, `tempograph: photos of ${brand}`);
