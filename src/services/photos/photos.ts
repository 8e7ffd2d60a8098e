import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { sweep } from '../sweep.ts';
import { createEndedRuns } from './ended-runs.ts';
import { createPhotoList } from './list.ts';
import { createReservations } from './reservations.ts';

const sweepEveryMs = 20_000;

interface PhotosTools {
  temporal: Temporal;
  database: Pick<Database, 'ask'>;
  log: Log;
}

/** The photos of brands: to read, and to say which are never to be posted. */
export function createPhotos({ temporal, database, log }: PhotosTools) {
  const reservations = createReservations(database);
  return {
    ...createPhotoList(database),
    left: reservations.left,

    /** Sees to it that no photo stays with a run that has ended, until the signal. */
    keep: (signal: AbortSignal): Promise<void> =>
      sweep({ reservations: createEndedRuns({ temporal, database, reservations }) }, log, signal, sweepEveryMs),
  };
}
export type Photos = ReturnType<typeof createPhotos>;
