import type { Database } from '../../platform/db/database.ts';
import { askDate } from '../../platform/probe.ts';
import type { Storage } from '../../platform/storage.ts';
import { failed, ok, skipped, warning, type Check } from './finding.ts';

/** Progress, deadlines and tokens are compared across machines. */
const offMs = 1000;
/** Signatures of storage hold for 15 minutes around; tokens of a minute would begin and end in the wrong one. */
const wrongMs = 60_000;
/** The header that says what time it is has no fractions, and servers make it anew once a second. */
const staleMs = 2000;

interface Parts {
  database: Database | null;
  storage: Storage;
  /** This machine's clock. */
  now?(): number;
}

/** Whether this machine's clock agrees with those of the servers. */
export const checkClock = ({ database, storage, now = Date.now }: Parts): Check => ({
  name: 'clock',
  todo: 'See that PostgreSQL or storage answers: this clock is compared with theirs.',
  async run(signal) {
    const compared = await Promise.allSettled([
      database ? ofDatabase(database, now) : Promise.reject(new Error('there is no database')),
      ofStorage(storage, now, signal),
    ]);
    const differences = compared.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (differences.length === 0) return skipped('there is no clock to compare with');
    const measured = differences.map(({ server, ms, exact }) => inWords(server, ms, exact)).join(', ');
    const most = Math.max(...differences.map(({ ms }) => Math.abs(ms)));
    const todo = 'Have the clocks of both machines set by NTP, such as with chrony or systemd-timesyncd.';
    if (most >= wrongMs) return failed(measured, todo);
    return most >= offMs ? warning(measured, todo) : ok(measured);
  },
});

interface Difference {
  server: string;
  /** How much this clock is ahead; behind, when it is negative. */
  ms: number;
  /** To the millisecond; else to some seconds. */
  exact: boolean;
}

async function ofDatabase({ pool }: Database, now: () => number): Promise<Difference> {
  await pool.query('SELECT 1'); // so that connecting is not part of it
  const before = now();
  const { rows } = await pool.query<{ ms: string }>('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms');
  const after = now();
  return { server: 'PostgreSQL', ms: Math.round((before + after) / 2 - Number(rows[0]!.ms)), exact: true };
}

async function ofStorage(storage: Storage, now: () => number, signal: AbortSignal): Promise<Difference> {
  const { origin } = new URL(await storage.link(storage.own('work/doctor'), 1));
  const before = now();
  const date = await askDate(origin, signal);
  const after = now();
  const ahead = Math.max(0, before - (date.getTime() + staleMs));
  const behind = Math.max(0, date.getTime() - after);
  return { server: 'storage', ms: ahead - behind, exact: false };
}

function inWords(server: string, ms: number, exact: boolean): string {
  const size = Math.abs(ms);
  if (!exact && size === 0) return `agrees with ${server} within ${staleMs / 1000} s`;
  const amount = size < 10_000 && exact ? `${size} ms` : `${Math.round(size / 1000)} s`;
  return `${amount} ${ms < 0 ? 'behind' : 'ahead of'} ${server}`;
}
