import type { Pool } from 'pg';
import { readMigrations } from './migrations.ts';

/** How the tables of a database compare with those that this version of the program makes. */
export interface MigrationState {
  /** How many of ours it has taken. */
  taken: number;
  /** Names of those that it has not. */
  missing: string[];
  /** How many it has taken that this version does not know. */
  unknown: number;
}

export async function migrationState(pool: Pick<Pool, 'query'>): Promise<MigrationState> {
  const known = await pool.query<{ there: boolean }>(`SELECT to_regclass('public.migrations') IS NOT NULL AS there`);
  const rows = known.rows[0]?.there
    ? (await pool.query<{ created_at: string }>('SELECT created_at FROM public.migrations')).rows
    : [];
  const taken = new Set(rows.map((row) => Number(row.created_at)));
  const ours = readMigrations();
  const missing = ours.filter(({ when }) => !taken.has(when)).map(({ tag }) => tag);
  return { taken: ours.length - missing.length, missing, unknown: taken.size - (ours.length - missing.length) };
}
