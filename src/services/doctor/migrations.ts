import type { Database } from '../../platform/db/database.ts';
import { migrationState } from '../../platform/db/migration-state.ts';
import { failed, ok, skipped, warning, type Check, type Found } from './finding.ts';

/** Whether the tables are those that this version of the program knows. */
export const checkMigrations = (database: Database | null): Check => ({
  name: 'migrations',
  needs: 'database',
  todo: 'Let this user read the table `migrations`, as docs/OPERATE.md says.',
  async run(): Promise<Found> {
    if (!database) return skipped('there is no database');
    const { taken, missing, unknown } = await migrationState(database.pool);
    if (missing.length > 0) {
      return failed(
        `${missing.length} missing: ${missing.join(', ')}`,
        'Run RUN_MODE=migrate as a user who may make tables, or start an API as one.',
      );
    }
    if (unknown > 0) {
      return warning(
        `${taken} taken, and ${unknown} more that this version does not know`,
        'A newer version has been here: deploy that one everywhere, this one may not know what it has written.',
      );
    }
    return ok(`all ${taken} are taken`);
  },
});
