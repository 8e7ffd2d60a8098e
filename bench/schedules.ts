/**
 * A page of 50 schedules out of 1,000 with their names, specs and next times, over HTTP, beside the SDK's own client that
 * lists as many and describes each (`client.schedule.list`, `handle.describe`). Then the same page with a field that only a
 * description tells. Rounds by turns. Options: `--schedules 1000`, `--rounds 20`.
 */
import { parseArgs } from 'node:util';
import { createDatabase } from '../src/platform/db/database.ts';
import { createLog } from '../src/platform/log.ts';
import { createTemporal } from '../src/platform/temporal.ts';
import { createSchedules } from '../src/services/schedules/schedules.ts';
import { startablesOf } from '../src/services/schedules/startables.ts';
import { imageEnhancement } from '../workers/contracts.ts';
import { startApi } from './lib/child.ts';
import { startBenchStack } from './lib/local-stack.ts';
import { drive, median, report, rounded } from './lib/measure.ts';

const { values } = parseArgs({ options: { schedules: { type: 'string' }, rounds: { type: 'string' } } });
const count = Number(values.schedules ?? 1000);
const rounds = Number(values.rounds ?? 20);
const page = 50;

await using stack = await startBenchStack();
await using api = await startApi(stack.env);
const url = `${String(api.announced['url'])}/graphql`;
const temporal = createTemporal(stack.settings.temporal);
const database = createDatabase(stack.env['DATABASE_URL']!, createLog('warn'));

const schedules = createSchedules(temporal, database);
const [startable] = startablesOf([imageEnhancement]);
const making = await drive(count, 10, (n) =>
  schedules.create({
    name: `bench-${n}`,
    action: { startable: startable!, input: { source: { bucket: 'tempograph', key: 'in/photo.jpg' } } },
    spec: { cron: [`${n % 60} 9,18 * * *`], timeZone: 'Europe/Amsterdam' },
  }),
);

const selections = {
  plain: 'name workflow spec { cron timeZone } paused note next',
  described: 'name workflow spec { cron timeZone } paused note next overlap revision counts { missed }',
};
async function ask(selection: string): Promise<number> {
  const query = `{ schedules(first: ${page}) { edges { node { ${selection} } } pageInfo { hasNextPage } } }`;
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const answer = (await response.json()) as { data?: { schedules: { edges: { node: { next: string[] } }[] } } };
  const nodes = answer.data?.schedules.edges.map(({ node }) => node) ?? [];
  if (nodes.length !== page || nodes.some(({ next }) => next.length === 0)) throw new Error(JSON.stringify(answer));
  return nodes.length;
}

/** The first page as the SDK gives it. */
async function listed() {
  const found = [];
  for await (const summary of temporal.client.schedule.list({ pageSize: page })) {
    found.push(summary);
    if (found.length === page) break;
  }
  if (found.some(({ info }) => !info?.nextActionTimes.length)) throw new Error('No next times.');
  return found;
}
const ways = {
  plain: () => ask(selections.plain),
  list: listed,
  described: () => ask(selections.described),
  describe: async () => {
    const found = await listed();
    return Promise.all(found.map(({ scheduleId }) => temporal.client.schedule.getHandle(scheduleId).describe()));
  },
};
type Way = keyof typeof ways;
const names = Object.keys(ways) as Way[];

while ((await schedules.list({}, page)).rows.length < page); // the list lags behind
for (const way of names) await drive(5, 1, ways[way]);
const times = Object.fromEntries(names.map((way) => [way, [] as number[]])) as Record<Way, number[]>;
for (let round = 0; round < rounds; round++) {
  for (const way of round % 2 ? names.toReversed() : names) times[way].push(...(await drive(1, 1, ways[way])).times);
}
await temporal.close();
await database.close();

const p95 = (list: readonly number[]) => list.toSorted((a, b) => a - b)[Math.ceil(list.length * 0.95) - 1]!;
const both = (list: readonly number[]) => ({ p50: rounded(median(list), 1), p95: rounded(p95(list), 1) });
report({
  name: 'schedules',
  unit: `milliseconds for ${page} of ${count} schedules with their next times`,
  ours: rounded(median(times.plain), 1),
  peer: rounded(median(times.list), 1),
  peerName: "client.schedule.list of Temporal's SDK, in the process itself",
  ratio: rounded(median(times.plain) / median(times.list)),
  rounds,
  results: Object.fromEntries(names.map((way) => [way, both(times[way])])),
  madePerSecond: rounded(making.rate, 1),
});
