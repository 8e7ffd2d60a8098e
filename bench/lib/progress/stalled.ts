import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchStack } from '../local-stack.ts';
import { median, rounded } from '../measure.ts';
import { sharedNow, until } from './beats.ts';
import { createGroup } from './group.ts';
import type { Seen } from './seen.ts';
import { startOurs } from './start-ours.ts';
import { residentBytes } from './usage.ts';

const watchers = 100;
/** 30 s of it. */
const load = { count: 300, everyMs: 100 };

interface Measured {
  p99: number;
  grownMb: number;
}
const of = (list: Measured[], key: keyof Measured) => median(list.map((one) => one[key]));

/** What it costs the others when one watcher in a hundred stops reading, beside the same with all of them reading. */
export async function measureStalled(stack: BenchStack, rounds: number) {
  await using group = createGroup(stack.env);
  const api = await group.api();
  const worker = await group.run('./our-worker.ts', { RUN_MODE: 'worker' });
  const clients = await group.run('./socket-clients.ts', {});
  const url = await api.ask<string>('url');

  async function once(stalled: number) {
    const id = await startOurs(url, `stalled-${randomUUID()}`, load);
    while ((await worker.ask<number>('waiting')) < 1) await sleep(50);
    await clients.ask('watch', { url, ids: Array.from({ length: watchers }, () => id), answered: true });
    await clients.ask('stall', stalled);
    const before = await residentBytes(api.pid);
    const begun = sharedNow() + 200;
    await worker.ask('open', begun);
    await until(begun + load.count * load.everyMs);
    await sleep(300);
    const { p99 } = await clients.ask<Seen>('seen');
    const grownMb = ((await residentBytes(api.pid)) - before) / 1e6;
    await clients.ask('leave');
    return { p99, grownMb };
  }

  const results: Record<'reading' | 'stalled', Measured[]> = { reading: [], stalled: [] };
  await once(0); // warm
  for (let round = 0; round < rounds; round++) {
    results.reading.push(await once(0));
    results.stalled.push(await once(1));
  }
  const [ours, peer] = [of(results.stalled, 'p99'), of(results.reading, 'p99')];
  return {
    name: 'progress.stalled',
    unit: 'ms, p99 from the beat to those who read, while one in a hundred reads nothing for 30 s',
    watchers,
    ours: rounded(ours),
    peer: rounded(peer),
    peerName: 'all of them read',
    ratio: rounded(ours / peer),
    grownMb: rounded(of(results.stalled, 'grownMb')),
    rounds,
  };
}
