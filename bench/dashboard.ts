/**
 * The list of runs in a real browser: 1,000 runs, of which 200 say something ten times a second. How old what one sees is, beside
 * a page that asks every 10 s, as Temporal's own does; frames; and whether its memory grows.
 *
 * Options: `--seconds 600`, `--runs 1000`, `--moving 200`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { processEnv } from '../src/platform/env.ts';
import { findChromium } from '../tools/provide-programs.mjs';
import { startBenchStack } from './lib/local-stack.ts';
import { median, report, rounded } from './lib/measure.ts';
import { decodeBeat, sharedNow } from './lib/progress/beats.ts';
import { createGroup } from './lib/progress/group.ts';
import { startOurs } from './lib/progress/start-ours.ts';
import { watchPage, type Watched } from './lib/watch-page.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string' }, runs: { type: 'string' }, moving: { type: 'string' } },
});
const seconds = Number(values.seconds ?? 60);
const all = Number(values.runs ?? 1000);
const moving = Number(values.moving ?? 200);
const everyMs = 100;
const peerMs = 10_000;

const program = findChromium(processEnv());
if (!program) throw new Error('There is no Chromium: apt-get install chromium.');

await using stack = await startBenchStack();
await using group = createGroup({ ...stack.env, RATE_LIMIT: '0', TASK_QUEUES: `media=${moving}` });
const api = await group.api();
const socketUrl = await api.ask<string>('url');
const worker = await group.run('./our-worker.ts', { RUN_MODE: 'worker' });

/** Starts so many runs, some at a time, and lets them go once all have begun. */
async function startAll(count: number, name: string, load: { count: number; everyMs: number }) {
  for (let begun = 0; begun < count; begun += 20) {
    const some = Array.from({ length: Math.min(20, count - begun) }, (_none, n) => `${name}-${begun + n}`);
    await Promise.all(some.map((one) => startOurs(socketUrl, one, load)));
  }
}
for (let begun = 0; begun < all - moving; begun += moving) {
  const count = Math.min(moving, all - moving - begun);
  await startAll(count, `past-${begun}`, { count: 1, everyMs: 1 });
  while ((await worker.ask<number>('waiting')) < count) await sleep(100);
  await worker.ask('open', sharedNow());
}
await startAll(moving, 'moving', { count: (seconds + 120) * (1000 / everyMs), everyMs });
while ((await worker.ask<number>('waiting')) < moving) await sleep(100);
await worker.ask('open', sharedNow());

const url = socketUrl.replace('ws', 'http').replace('/graphql', '');
const browser = await chromium.launch({
  executablePath: program,
  args: ['--no-sandbox', '--enable-precise-memory-info'],
});
const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
await page.addInitScript('globalThis.__name = (made) => made'); // tsx names each function by it, also those that a page is given
await page.goto(url);
await page.getByRole('row').first().waitFor();
// To the end, so that the page has all of them, and back.
while ((await page.getByRole('table').getAttribute('aria-rowcount')) !== String(all)) {
  await page.mouse.wheel(0, 20_000);
  await sleep(200);
}
await page.mouse.wheel(0, -1_000_000);
await sleep(3000);

const client = await page.context().newCDPSession(page);
async function memory() {
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

interface Rows {
  runs: { edges: { node: { id: string } }[] };
  [row: string]: unknown;
}

async function ask(text: string): Promise<Rows> {
  const body = JSON.stringify({ query: text });
  const headers = { 'content-type': 'application/json' };
  return ((await (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).json()) as { data: Rows }).data;
}

/** A page that asks for the same rows now and then: how old what it shows is, looked at as often. */
async function agesOfPolling(until: number): Promise<number[]> {
  const query = `{ runs(first: 20) { edges { node { id } } } }`;
  const { runs } = await ask(query);
  const detail = runs.edges.map(({ node }, n) => `r${n}: run(id: "${node.id}") { progress { message } }`).join('\n');
  const ages: number[] = [];
  let shown: number[] = [];
  let next = 0;
  while (Date.now() < until) {
    if (Date.now() >= next) {
      next = Date.now() + peerMs;
      const rows = Object.values(await ask(`{ ${detail} }`)) as { progress: { message: string } }[];
      shown = rows.flatMap((row) => decodeBeat(row.progress.message ?? '')?.at ?? []);
    }
    ages.push(...shown.map((at) => sharedNow() - at));
    await sleep(everyMs);
  }
  return ages;
}

const before = await memory();
const polling = agesOfPolling(Date.now() + seconds * 1000);
const seen: Watched = await page.evaluate(watchPage, { seconds, offset: Date.now() - sharedNow(), sampleMs: everyMs });
const peer = median(await polling);
const after = await memory();
await browser.close();
report({
  name: 'dashboard',
  unit: 'ms, median age of what a row shows',
  ours: rounded(seen.ageMs),
  peer: rounded(peer),
  peerName: 'the same rows asked for every 10 s',
  ratio: rounded(seen.ageMs / peer, 4),
  runs: all,
  moving,
  seconds,
  ...seen,
  heapMB: { before: rounded(before), after: rounded(after) },
});
