/**
 * What a watcher of a run sees, how old it is, and what that costs: ours against each client asking Temporal itself, one
 * poller with graphql-ws and Yoga, and Temporal's Workflow Streams; fan-out of one event against bare `ws`; memory per
 * subscriber; one that reads nothing. Real processes for each of API, worker, bridge and clients, which all share the machine's cores.
 *
 * Options: `--part live`, `--rounds 1`, `--cell 20x1` (runs x watchers of each; several times).
 */
import { parseArgs } from 'node:util';
import { measureFanOut } from './lib/progress/fan-out.ts';
import { measureLive, type Cell } from './lib/progress/live.ts';
import { measureMemory } from './lib/progress/memory.ts';
import { measureStalled } from './lib/progress/stalled.ts';
import { startBenchStack } from './lib/local-stack.ts';
import { report, rounded } from './lib/measure.ts';

const { values } = parseArgs({
  options: { part: { type: 'string' }, rounds: { type: 'string' }, cell: { type: 'string', multiple: true } },
});
const parts = ['live', 'fan-out', 'memory', 'stalled'].filter((part) => !values.part || part === values.part);
if (parts.length === 0) throw new Error(`There is no part ${values.part}: live, fan-out, memory or stalled.`);
const rounds = Number(values.rounds ?? 3);
const cells = (values.cell ?? ['1x1', '1x100', '1x1000', '20x1', '100x1']).map((text): Cell => {
  const [runs, watchers] = text.split('x').map(Number);
  return { runs: runs!, watchers: watchers! };
});

await using stack = await startBenchStack();

if (parts.includes('live')) {
  for (const { cell, ways } of await measureLive(stack, cells, rounds)) {
    const ours = ways.find(({ name }) => name === 'ours')!;
    const peers = ways.filter(({ name }) => !name.startsWith('ours')).toSorted((a, b) => a.ageMs - b.ageMs);
    const best = peers[0]!;
    report({
      name: 'progress.live',
      unit: 'ms, mean age of what a watcher sees, 100 beats in 10 s; CPU in seconds of these 10',
      ...cell,
      ours: ours.ageMs,
      peer: best.ageMs,
      peerName: best.name,
      ratio: rounded(ours.ageMs / best.ageMs),
      rounds,
      ways,
    });
  }
}
if (parts.includes('fan-out')) for (const line of await measureFanOut(stack, rounds)) report(line);
if (parts.includes('memory')) report(await measureMemory(stack));
if (parts.includes('stalled')) report(await measureStalled(stack, rounds));
