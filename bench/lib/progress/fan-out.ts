import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeRunId } from '../../../src/services/runs/run-id.ts';
import type { BenchStack } from '../local-stack.ts';
import { median, rounded } from '../measure.ts';
import { sharedNow, until } from './beats.ts';
import { createGroup } from './group.ts';
import type { Remote } from './remote.ts';
import { startOurs } from './start-ours.ts';
import { machineCpuSeconds, readCpu } from './usage.ts';

const sizes = [1000, 5000];
const load = { count: 12, everyMs: 250 };

const perEvent = (seconds: number) => (seconds / load.count) * 1000;

type Arrival = { made: number; first: number; last: number; count: number };

/** Part b: the same event of the same worker over the same bus, to every socket of one server at a time. */
export async function measureFanOut(stack: BenchStack, rounds: number) {
  await using group = createGroup(stack.env);
  const { run } = group;
  const api = await group.api();
  const worker = await run('./our-worker.ts', { RUN_MODE: 'worker' });
  const bare = await run('./from-bus.ts', {}, ['bare']);
  const yoga = await run('./from-bus.ts', {}, ['yoga']);
  const clients = await run('./socket-clients.ts', {});
  const ourUrl = await api.ask<string>('url');

  const processes = await stack.pids();
  const take = async (server: Remote) => {
    const cpu = await readCpu();
    const foreign = (await machineCpuSeconds()) - cpu(process.pid, ...Object.values(processes));
    return { server: cpu(server.pid), clients: cpu(clients.pid), foreign };
  };

  async function once(server: Remote, size: number) {
    const id = await startOurs(ourUrl, `fan-out-${randomUUID()}`, load);
    while ((await worker.ask<number>('waiting')) < 1) await sleep(50);
    if (server !== api) {
      await server.ask('follow', { id, first: decodeRunId(id)!.first });
      while (!(await server.ask<boolean>('hears'))) await sleep(50);
    }
    const ids = Array.from({ length: size }, () => (server === bare ? '' : id));
    await clients.ask('watch', { url: await server.ask('url'), ids, answered: server === api });
    await sleep(1000);
    const begun = sharedNow() + 200;
    const before = await take(server);
    await worker.ask('open', begun);
    await until(begun + load.count * load.everyMs);
    const after = await take(server);
    await sleep(500);
    const arrivals = await clients.ask<Arrival[]>('arrivals');
    await clients.ask('leave');
    // An event that a later one overtook did not reach everyone, and is not counted.
    const whole = arrivals.filter(({ count }) => count === size);
    return {
      lastMs: median(whole.map(({ made, last }) => last - made)),
      firstMs: median(whole.map(({ made, first }) => first - made)),
      wholeEvents: whole.length,
      serverCpuMs: perEvent(after.server - before.server),
      clientsCpuMs: perEvent(after.clients - before.clients),
      foreignCpuMs: perEvent(after.foreign - before.foreign),
    };
  }

  type Measured = Awaited<ReturnType<typeof once>>;
  const servers = { ours: api, 'bare ws': bare, 'graphql-ws and Yoga': yoga };
  const lines = [];
  for (const size of sizes) {
    const results = Object.keys(servers).map((name) => ({ name, list: [] as Measured[] }));
    for (let round = 0; round < rounds; round++) {
      for (const { name, list } of round % 2 ? results.toReversed() : results) {
        list.push(await once(servers[name as keyof typeof servers], size));
      }
    }
    const middle = (list: Measured[], key: keyof Measured) => rounded(median(list.map((one) => one[key])));
    const of = (name: string, key: keyof Measured) => middle(results.find((one) => one.name === name)!.list, key);
    lines.push({
      name: 'progress.fan-out',
      unit: 'ms from the event in the worker until the last socket has it',
      sockets: size,
      events: load.count,
      ours: of('ours', 'lastMs'),
      peer: of('bare ws', 'lastMs'),
      peerName: 'bare ws',
      ratio: rounded(of('ours', 'lastMs') / of('bare ws', 'lastMs')),
      serverCpuRatio: rounded(of('ours', 'serverCpuMs') / of('bare ws', 'serverCpuMs')),
      rounds,
      servers: results.map(({ name, list }) => ({
        name,
        ...Object.fromEntries(Object.keys(list[0]!).map((key) => [key, middle(list, key as keyof Measured)])),
      })),
    });
  }
  return lines;
}
