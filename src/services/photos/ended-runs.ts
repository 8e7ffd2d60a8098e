import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { photos } from '../../platform/db/tables/photos.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { describeHead } from '../runs/head.ts';
import type { Reservations } from './reservations.ts';

/** Seconds after which it is looked again whether a run that has a photo still goes on. */
const lookEvery = 60;
const mostAtOnce = 20;

interface EndedRunsTools {
  temporal: Temporal;
  database: Pick<Database, 'ask'>;
  reservations: Pick<Reservations, 'release'>;
}

/** Makes what gives back the photos of runs that have ended without doing so, as those do that are terminated. */
export const createEndedRuns =
  ({ temporal, database: { ask }, reservations }: EndedRunsTools) =>
  async (): Promise<void> => {
    const due = sql`photos.id IN (
      SELECT id FROM photos
      WHERE reserved_by IS NOT NULL AND checked_at < now() - make_interval(secs => ${lookEvery})
      ORDER BY checked_at LIMIT ${mostAtOnce} FOR UPDATE SKIP LOCKED)`;
    const held = await ask((db) =>
      db
        .update(photos)
        .set({ checkedAt: sql`now()` })
        .where(due)
        .returning({ first: photos.reservedBy, workflowId: photos.reservedFor }),
    );
    await Promise.all(
      held.map(async ({ first, workflowId }) => {
        const info = (await describeHead(temporal, { first: first!, workflowId: workflowId! }))?.workflowExecutionInfo;
        if (!info || info.closeTime) await reservations.release({ run: first! });
      }),
    );
  };
