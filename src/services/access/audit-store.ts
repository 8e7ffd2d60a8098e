import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { auditLog } from '../../platform/db/tables/audit-log.ts';
import type { Log } from '../../platform/log.ts';

type Row = Omit<typeof auditLog.$inferInsert, 'id' | 'at'>;

/** Rows of one statement. */
const mostAtOnce = 500;

/**
 * Stores rows, and resolves when a row is stored. One statement at a time: what comes meanwhile goes into the next, so that
 * many mutations at once cost few of them. Never fails: what cannot be stored is in the process's own log.
 */
export function createAuditStore(ask: Database['ask'], log: Log): (row: Row) => Promise<void> {
  const waiting: { row: Row; stored(): void }[] = [];
  let storing = false;

  const storeAll = async () => {
    storing = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, mostAtOnce);
      try {
        await ask((db) => db.execute(insertion(batch.map(({ row }) => row))));
      } catch (error) {
        for (const { row } of batch) log.error({ err: error, event: row }, 'an audit event could not be stored');
      }
      for (const { stored } of batch) stored();
    }
    storing = false;
  };

  return (row) =>
    new Promise((resolve) => {
      waiting.push({ row, stored: resolve });
      if (!storing) void storeAll();
    });
}

/**
 * Without waiting for the disk, which would double the time that a start takes: should the database's machine lose its
 * power, what was done in the last half second before may be missing. What this process does cannot lose a row.
 */
const insertion = (rows: readonly Row[]) => sql`
  INSERT INTO ${auditLog} (actor, action, targets, input_hash, outcome)
  SELECT actor, action, targets, "inputHash", outcome
  FROM (SELECT set_config('synchronous_commit', 'off', true)) AS relaxed,
    jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS given (actor text, action text, targets text[], "inputHash" text, outcome text)`;
