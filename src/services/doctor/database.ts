import type { Database } from '../../platform/db/database.ts';
import { failed, ok, warning, type Check } from './finding.ts';
import { milliseconds } from './stopwatch.ts';

const rounds = 5;
/** An operation of the API asks several times, one after the other. */
const slowMs = 50;

/** Whether PostgreSQL answers, and how fast. */
export const checkDatabase = (database: Database | null, slow = slowMs): Check => ({
  name: 'database',
  todo: 'See that PostgreSQL answers where DATABASE_URL says, and lets this user in.',
  async run() {
    if (!database) return failed('DATABASE_URL is not set', 'Set DATABASE_URL: APIs and schedulers need a PostgreSQL.');
    const { rows } = await database.pool.query<{ server_version: string }>('SHOW server_version');
    const took: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const begun = performance.now();
      await database.check();
      took.push(performance.now() - begun);
    }
    const median = took.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!;
    const measured = `PostgreSQL ${rows[0]?.server_version.split(' ')[0]}, ${milliseconds(median)} there and back`;
    const todo = 'Move it and the API nearer to each other, or see what keeps it busy: every operation waits for it.';
    return median > slow ? warning(measured, todo) : ok(measured);
  },
});
