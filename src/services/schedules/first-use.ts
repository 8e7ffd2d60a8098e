import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { scheduleNames } from '../../platform/db/tables/schedule-names.ts';

/**
 * Remembers that a schedule had this name at a moment (default: now), and returns the earliest such moment known. Times
 * before it are no schedule's own.
 */
export async function noteUse({ ask }: Database, name: string, at = new Date()): Promise<Date> {
  const earliest = sql`least(${scheduleNames.firstUsedAt}, excluded.first_used_at)`;
  const [row] = await ask((db) =>
    db
      .insert(scheduleNames)
      .values({ name, firstUsedAt: at })
      .onConflictDoUpdate({ target: scheduleNames.name, set: { firstUsedAt: earliest } })
      .returning({ firstUsedAt: scheduleNames.firstUsedAt }),
  );
  return row!.firstUsedAt;
}
