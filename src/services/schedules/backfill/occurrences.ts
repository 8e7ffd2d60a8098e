import { and, between, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/db/database.ts';
import { scheduleOccurrences as table } from '../../../platform/db/tables/schedule-occurrences.ts';
import type { RunKey } from '../../runs/run-id.ts';

export type Occurrence = typeof table.$inferSelect;

const now = sql`now()`;
const byTime = (rows: readonly Occurrence[]) => new Map(rows.map((row) => [+row.nominalTime, row]));
const timesOf = (rows: readonly { nominalTime: Date }[]) => new Set(rows.map(({ nominalTime }) => +nominalTime));

const these = (schedule: string, times: readonly Date[]) =>
  and(eq(table.schedule, schedule), inArray(table.nominalTime, [...times]));

/** What the database remembers of the times of schedules. Times are keys in milliseconds. */
export function createOccurrences({ ask }: Database) {
  return {
    async among(schedule: string, times: readonly Date[]): Promise<Map<number, Occurrence>> {
      if (times.length === 0) return new Map();
      return byTime(await ask((db) => db.select().from(table).where(these(schedule, times))));
    },

    /** From a moment to another, both included. */
    async within(schedule: string, from: Date, to: Date): Promise<Map<number, Occurrence>> {
      const range = and(eq(table.schedule, schedule), between(table.nominalTime, from, to));
      return byTime(await ask((db) => db.select().from(table).where(range)));
    },

    /** Claims times that nobody has claimed; returns those where it was the first to. */
    async claim(schedule: string, times: readonly Date[], claimer: RunKey): Promise<Set<number>> {
      if (times.length === 0) return new Set();
      const rows = times.map((nominalTime) => ({ schedule, nominalTime, ...asClaimer(claimer) }));
      return timesOf(
        await ask((db) =>
          db.insert(table).values(rows).onConflictDoNothing().returning({ nominalTime: table.nominalTime }),
        ),
      );
    },

    /** Takes times over from a backfill that has claimed and not run them; returns those that it still had. */
    async takeOver(schedule: string, times: readonly Date[], from: string, claimer: RunKey): Promise<Set<number>> {
      const stillHas = and(these(schedule, times), isNull(table.confirmedAt), eq(table.claimedBy, from));
      const update = { ...asClaimer(claimer), claimedAt: now };
      return timesOf(
        await ask((db) => db.update(table).set(update).where(stillHas).returning({ nominalTime: table.nominalTime })),
      );
    },

    /** Remembers that there is, or was, a run of each time, whoever has started it. */
    async confirm(schedule: string, times: readonly Date[]): Promise<void> {
      if (times.length === 0) return;
      const rows = times.map((nominalTime) => ({ schedule, nominalTime, confirmedAt: now }));
      const confirmedAt = sql`coalesce(${table.confirmedAt}, excluded.confirmed_at)`;
      await ask((db) =>
        db
          .insert(table)
          .values(rows)
          .onConflictDoUpdate({ target: [table.schedule, table.nominalTime], set: { confirmedAt } }),
      );
    },

    /** Lets go of times that a backfill has claimed and not begun. */
    async release(schedule: string, times: readonly Date[], { first }: RunKey): Promise<void> {
      if (times.length === 0) return;
      const own = and(these(schedule, times), isNull(table.confirmedAt), eq(table.claimedBy, first));
      await ask((db) => db.delete(table).where(own));
    },
  };
}

const asClaimer = ({ first, workflowId }: RunKey) => ({ claimedBy: first, claimerId: workflowId });
