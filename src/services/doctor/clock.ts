import type { Database } from '../../platform/db/database.ts';
import { askDate } from '../../platform/probe.ts';
import type { Storage } from '../../platform/storage.ts';
import { failed, ok, skipped, warning, type Check } from './finding.ts';
import { milliseconds } from './stopwatch.ts';

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
    const measured = differences.map(inWords).join(', ');
    const most = Math.max(...differences.map(({ ms }) => Math.abs(ms)));
    const todo = 'Have the clocks of both machines set by NTP, such as with chrony or systemd-timesyncd.';
    if (most >= wrongMs) return failed(measured, todo);
    return most >= offMs ? warning(measured, todo) : ok(measured);
  },
});

/** How much this clock is ahead of a server's; behind, when it is negative. */
interface Difference {
  server: string;
  ms: number;
  /** It may be so much more or less, as the answer took so long. */
  within: number;
}

async function ofDatabase({ pool }: Database, now: () => number): Promise<Difference> {
  await pool.query('SELECT 1'); // so that connecting is not part of it
  const before = now();
  const { rows } = await pool.query<{ ms: string }>('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms');
  const ms = Math.floor(Number(rows[0]!.ms)); // as ours: else it is ahead of an answer within the same millisecond
  return difference('PostgreSQL', { from: ms, to: ms }, before, now());
}

async function ofStorage(storage: Storage, now: () => number, signal: AbortSignal): Promise<Difference> {
  const { origin } = new URL(await storage.link(storage.own('work/doctor'), 1));
  const before = now();
  const date = (await askDate(origin, signal)).getTime();
  return difference('storage', { from: date, to: date + staleMs }, before, now());
}

/** By what a server's clock showed at some moment between two of ours: nothing is said of what may be the time it took. */
function difference(server: string, there: { from: number; to: number }, before: number, after: number): Difference {
  const ahead = Math.max(0, before - there.to);
  const behind = Math.max(0, there.from - after);
  return { server, ms: Math.round(ahead - behind), within: Math.ceil(after - before + there.to - there.from) };
}

function inWords({ server, ms, within }: Difference): string {
  if (ms === 0) return `agrees with ${server} within ${milliseconds(within)}`;
  return `${milliseconds(Math.abs(ms))} ${ms < 0 ? 'behind' : 'ahead of'} ${server}`;
}
