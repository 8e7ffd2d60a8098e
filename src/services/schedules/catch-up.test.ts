import { afterAll, beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { noop } from '../../../test/fixtures/contracts.ts';
import { long } from '../../../test/long.ts';
import { startTemporal } from '../../../test/start-temporal.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { createTemporal, type Temporal } from '../../platform/temporal.ts';
import { createSchedules } from './schedules.ts';
import { startablesOf } from './startables.ts';

/** Seconds; the shortest that the server takes. */
const shortestWindow = 10;
/** How long after the due time the server comes back: within every window, or not within the shortest. */
const awayMs = long ? (shortestWindow + 1) * 1000 : 500;

const database = useDatabase();
let server: Awaited<ReturnType<typeof startTemporal>>;
let temporal: Temporal;
beforeAll(async () => {
  server = await startTemporal();
  temporal = createTemporal(server.settings);
});
afterAll(async () => {
  await temporal?.close();
  await server?.stop();
});

test(
  long
    ? 'what was due while the server was away is made up for within the window, and counted as missed beyond it'
    : 'what was due while the server was away is made up for when it is back within the window',
  async () => {
    const schedules = createSchedules(temporal, database);
    const due = new Date((Math.ceil(Date.now() / 1000) + 4) * 1000);
    const make = (name: string, catchUpWindow: number) =>
      schedules.create({
        name,
        action: { startable: startablesOf([noop])[0]!, input: { name } },
        spec: { intervals: [{ every: 24 * 3600, offset: (+due / 1000) % (24 * 3600) }] },
        catchUpWindow,
      });
    await make('short', shortestWindow);
    await make('usual', 600);
    await server.away();
    expect(Date.now()).toBeLessThan(+due);
    await waitFor('the end of the outage', () => Date.now() > +due + awayMs, 30_000);
    await server.back();

    const after = (name: string) =>
      waitFor(`what became of ${name}`, async () => {
        const { counts, recent } = (await (await schedules.get(name))!.details())!;
        return counts.started + counts.missed > 0 && { counts, recent };
      });
    const done = { started: 1, skippedByOverlap: 0, missed: 0 };
    const usual = await after('usual');
    expect(usual.counts).toEqual(done);
    expect(usual.recent[0]!.scheduledAt).toEqual(due);
    expect(+usual.recent[0]!.startedAt!).toBeGreaterThan(+due + awayMs);
    const short = await after('short');
    if (long) expect(short).toEqual({ counts: { started: 0, skippedByOverlap: 0, missed: 1 }, recent: [] });
    else expect(short.counts).toEqual(done);
  },
);
