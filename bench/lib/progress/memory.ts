import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchStack } from '../local-stack.ts';
import { rounded } from '../measure.ts';
import { readProc } from '../proc.ts';
import { createGroup } from './group.ts';
import { startRemote, type Remote } from './remote.ts';
import { startOurs } from './start-ours.ts';
import { residentBytes } from './usage.ts';

const wanted = 10_000;
const warm = 500;
const spareFiles = 500;
const settleMs = 5000;
const load = { count: 1, everyMs: 100 };

/** Part c: what a subscriber costs that waits for news of a run that has none. */
export async function measureMemory(stack: BenchStack) {
  await using group = createGroup(stack.env);
  const { run } = group;
  const api = await group.api();
  const yoga = await run('./from-bus.ts', {}, ['yoga']);
  const worker = await run('./our-worker.ts', { RUN_MODE: 'worker' });
  const subscribers = Math.min(wanted, (await openFiles(api.pid)) - spareFiles);
  const ourUrl = await api.ask<string>('url');
  const id = await startOurs(ourUrl, `memory-${randomUUID()}`, load);
  while ((await worker.ask<number>('waiting')) < 1) await sleep(50);

  async function perSubscriber(server: Remote) {
    const clients = await startRemote('./socket-clients.ts', stack.env);
    try {
      const url = await server.ask<string>('url');
      const watch = (count: number) =>
        clients.ask('watch', { url, ids: Array.from({ length: count }, () => id), answered: server === api });
      await watch(warm); // its code is compiled and its pools are there
      await sleep(settleMs);
      const before = await residentBytes(server.pid);
      await watch(subscribers - warm);
      await sleep(settleMs);
      return ((await residentBytes(server.pid)) - before) / (subscribers - warm);
    } finally {
      await clients[Symbol.asyncDispose]();
    }
  }
  const ours = (await perSubscriber(api)) / 1000;
  const peer = (await perSubscriber(yoga)) / 1000;
  await worker.ask('open', 0);
  return {
    name: 'progress.memory',
    unit: 'KB of resident memory per idle subscriber, each a WebSocket',
    subscribers,
    ours: rounded(ours),
    peer: rounded(peer),
    peerName: 'graphql-ws and Yoga',
    ratio: rounded(ours / peer),
  };
}

/** How many files a process may have open; Node has raised that to what the system allows. */
async function openFiles(pid: number): Promise<number> {
  const limits = await readProc(`${pid}/limits`);
  const [, soft] = /Max open files\s+(\d+)/.exec(limits) ?? [];
  return soft ? Number(soft) : wanted + spareFiles;
}
