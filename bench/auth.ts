/**
 * What keys and limits cost: a run with its progress, looked up by its id, from an API that asks for a key and has every limit,
 * against one as on loopback, where nobody is asked for a key and nothing is near a limit. Two processes with the same
 * code over the same servers, of which one is asked at a time, in rounds by turns.
 *
 * Options: `--rounds 31`, `--requests 60`. Rounds are short, so that both sides of one see the same of what else the machine does.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startApi } from './lib/child.ts';
import { startBenchStack } from './lib/local-stack.ts';
import { readCpu } from './lib/progress/usage.ts';
import { drive, median, report, rounded } from './lib/measure.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string' }, requests: { type: 'string' } } });
const rounds = Number(values.rounds ?? 31);
const requests = Number(values.requests ?? 60);
const inFlight = [1, 10];
const runs = 40;

// Not a page of runs: Temporal lists ten a second, whoever asks.
const query = `query($id: ID!) {
  run(id: $id) {
    id workflow status startedAt closedAt
    progress { percent step message done total unit etaSeconds activities { name attempt } }
    waiting { __typename }
    labels { key value }
  }
}`;
const startQuery = `mutation($input: ImageEnhancementInput!) {
  startImageEnhancement(input: $input) { ... on ImageEnhancementRun { id } ... on Error { code message } }
}`;

await using stack = await startBenchStack();
const adminKey = randomUUID() + randomUUID();
const start = (more: Record<string, string>) => startApi({ ...stack.env, ...more });

// Without limits: so high that none is ever near, and none counted across processes.
await using open = await start({
  RATE_LIMIT: '0',
  MAX_TOKENS: '1000000',
  MAX_DEPTH: '1000',
  MAX_ALIASES: '100000',
  MAX_ROOT_FIELDS: '100000',
  MAX_COST: '100000000',
});
await using guarded = await start({
  ADMIN_API_KEY: adminKey,
  RATE_LIMIT: '10000000',
  DATABASE_URL: await databaseOfItsOwn(),
});

const agent = new Agent({ keepAlive: true });
const url = ({ announced }: typeof open) => `${String(announced['url'])}/graphql`;

/** Not with `fetch`, whose own work takes a tenth of the time that is to be measured. */
async function post(
  address: string,
  authorization: string | undefined,
  body: string,
): Promise<{ data?: unknown; errors?: unknown }> {
  const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
  const sent = request(address, { agent, method: 'POST', headers }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const answer = JSON.parse(await text(response)) as { data?: unknown; errors?: unknown };
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer;
}

const ids: string[] = [];
for (let n = 0; n < runs; n++) {
  const input = { source: { bucket: 'tempograph', key: `bench/${n}.jpg` } };
  const started = await post(url(open), undefined, JSON.stringify({ query: startQuery, variables: { input } }));
  ids.push((started.data as { startImageEnhancement: { id: string } }).startImageEnhancement.id);
}
// A key of the database, as servers have it: the one of the environment asks for less.
const { data } = (await post(
  url(guarded),
  `Bearer ${adminKey}`,
  JSON.stringify({
    query:
      'mutation { createApiKey(input: { name: "bench", role: VIEWER }) { ... on ApiKeyCreated { secret key { id } } } }',
  }),
)) as { data: { createApiKey: { secret: string; key: { id: string } } } };
const { secret } = data.createApiKey;

let asked = 0;
const body = () => JSON.stringify({ query, variables: { id: ids[asked++ % ids.length] } });
const ways = {
  guarded: () => post(url(guarded), `Bearer ${secret}`, body()),
  open: () => post(url(open), undefined, body()),
};
// Long enough that both have been compiled to machine code, as in a server that has run for a minute.
for (const work of Object.values(ways)) await drive(400, 10, work);

const pids = { guarded: guarded.pid, open: open.pid };
const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;

const results = [];
for (const atOnce of inFlight) {
  const rates: Record<keyof typeof ways, number[]> = { guarded: [], open: [] };
  const cpu: Record<keyof typeof ways, number[]> = { guarded: [], open: [] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 ? (['open', 'guarded'] as const) : (['guarded', 'open'] as const);
    for (const way of order) {
      const before = (await readCpu())(pids[way]);
      rates[way].push((await drive(requests, atOnce, ways[way])).rate);
      cpu[way].push(((await readCpu())(pids[way]) - before) / requests);
    }
  }
  const ratios = rates.guarded.map((rate, round) => rate / rates.open[round]!);
  results.push({
    inFlight: atOnce,
    guardedPerSecond: rounded(median(rates.guarded)),
    openPerSecond: rounded(median(rates.open)),
    ratio: rounded(median(ratios), 3),
    /** Half of the rounds are between these. */
    quartiles: [0.25, 0.75].map((part) =>
      rounded(ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length * part)]!, 3),
    ),
    guardedCpuMs: rounded(mean(cpu.guarded) * 1000),
    openCpuMs: rounded(mean(cpu.open) * 1000),
    cpuRatio: rounded(mean(cpu.open) / mean(cpu.guarded), 3),
  });
}
agent.destroy();
const busiest = results.at(-1)!;
report({
  name: 'auth',
  ours: busiest.guardedPerSecond,
  peer: busiest.openPerSecond,
  ratio: busiest.ratio,
  unit: 'runs looked up a second, 10 in flight, with a key and all limits against none',
  rounds,
  results,
});

/** Where there is a key nobody is let in without one, so the other API has none. */
async function databaseOfItsOwn(): Promise<string> {
  const address = new URL(stack.env['DATABASE_URL']!);
  const client = new Client({ connectionString: address.href });
  await client.connect();
  await client.query('CREATE DATABASE guarded');
  await client.end();
  address.pathname = '/guarded';
  return address.href;
}
