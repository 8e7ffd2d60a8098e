import type { WorkflowContract } from '../../../workers/kit/contract.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Settings } from '../../platform/env.ts';
import type { Log } from '../../platform/log.ts';
import type { Storage } from '../../platform/storage.ts';
import type { Temporal } from '../../platform/temporal.ts';
import type { Approvals } from '../approvals/approvals.ts';
import type { Schedules } from '../schedules/schedules.ts';
import { sweep } from '../sweep.ts';
import { approvalsAbout } from './approvals.ts';
import { createCalendar } from './calendar.ts';
import { createEndedRuns } from './ended-runs.ts';
import { createLedger } from './ledger.ts';
import { createPublicationList } from './list.ts';
import type { Publication } from './publication.ts';
import { createScheduledPosts } from './scheduled-posts.ts';
import { standingOf } from './standing.ts';
import { createVerdicts } from './verdicts.ts';

const sweepEveryMs = 20_000;

interface PublicationsTools {
  temporal: Temporal;
  database: Pick<Database, 'ask'>;
  storage: Pick<Storage, 'link' | 'own'>;
  approvals: Pick<Approvals, 'decide'>;
  schedules: Pick<Schedules, 'list'>;
  settings: Pick<Settings, 'approvals' | 'langfuse'>;
  log: Log;
}

/** What was published, is to be, and may have been: to read, and to settle where only a person can. */
export function createPublications(
  { temporal, database, storage, approvals, schedules, settings, log }: PublicationsTools,
  contracts: readonly WorkflowContract[],
) {
  const ledger = createLedger(database);
  const list = createPublicationList(database);
  const scheduled = createScheduledPosts(temporal, schedules, contracts);
  return {
    ...list,
    ...createVerdicts({ temporal, database, approvals, list, ledger }),

    /** What people are, or were, asked about them, by their ids. */
    approvalsAbout: (ids: readonly string[]) => approvalsAbout(database, ids),

    standingOf: (brand: string) => standingOf(database, brand),

    /** The next time at which a schedule publishes for a brand, by its key; null when there is none. */
    next: scheduled.next,

    /** A month of a brand. Throws InvalidInputError. */
    calendar: createCalendar(list, scheduled),

    /** A link to the file as it is sent. */
    imageLink: ({ image: { key } }: Publication, seconds: number): Promise<string> =>
      storage.link(storage.own(key), seconds),

    /** Sees to it that nothing stays under way whose run has ended, until the signal. */
    keep: (signal: AbortSignal): Promise<void> =>
      sweep(
        { publications: createEndedRuns({ temporal, database, ledger, settings, log }) },
        log,
        signal,
        sweepEveryMs,
      ),
  };
}
export type Publications = ReturnType<typeof createPublications>;
