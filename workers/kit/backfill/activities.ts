import type { Database } from '../../../src/platform/db/database.ts';
import type { Storage } from '../../../src/platform/storage.ts';
import type { Temporal } from '../../../src/platform/temporal.ts';
import { createClaims } from '../../../src/services/schedules/backfill/claims.ts';
import { implementActivities } from '../activity.ts';
import { backfill } from './contract.ts';
import { createManifestPage } from '../batch/manifest-page.ts';

interface Tools {
  storage: Storage;
  temporal: Temporal;
  /** A worker may do without one, but then it cannot do this. */
  database: Database | null;
}

/** What a backfill asks of the world besides running its times. */
export function createBackfillActivities({ storage, temporal, database }: Tools) {
  const known = database && createClaims(temporal, database);
  const claimsOr = (fail: (code: 'DATABASE_NEEDED', message: string) => never) =>
    known ?? fail('DATABASE_NEEDED', backfill.errors.DATABASE_NEEDED);

  return implementActivities(backfill, {
    page: createManifestPage(storage),

    async claim({ owner, times, started }, { fail }) {
      const claims = claimsOr(fail);
      await claims.confirm(owner, started);
      return { claims: await claims.claim(owner, times) };
    },

    async settle({ owner, started, released }, { fail }) {
      const claims = claimsOr(fail);
      await claims.confirm(owner, started);
      await claims.release(owner, released);
      return {};
    },
  });
}
