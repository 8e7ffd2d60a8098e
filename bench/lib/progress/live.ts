import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTemporal } from '../../../src/platform/temporal.ts';
import type { BenchStack } from '../local-stack.ts';
import { median, rounded } from '../measure.ts';
import { beats, loadMs, sharedNow, until } from './beats.ts';
import { createGroup, type Group } from './group.ts';
import type { Remote } from './remote.ts';
import type { Seen } from './seen.ts';
import { startOurs } from './start-ours.ts';
import { machineCpuSeconds, readCpu, temporalRequests } from './usage.ts';

export interface Cell {
  runs: number;
  /** Of each run. */
  watchers: number;
}

/** One way of watching. */
interface Way {
  name: string;
  does(cell: Cell): boolean;
  start(name: string): Promise<string>;
  worker: Remote;
  /** What stands between Temporal and the watchers; null when they ask themselves. */
  bridge: Remote | null;
  clients: Remote;
  url: string;
}

const settleMs = 300;

/** Part a and d: how old what a watcher sees is, and what that costs. */
export async function measureLive(stack: BenchStack, cells: readonly Cell[], rounds: number) {
  await using group = createGroup(stack.env);
  const ways = await startWays(stack, group);
  const metrics = await stack.temporalMetrics();
  const servers = await stack.pids();
  const everyone = [...Object.values(servers), ...new Set(ways.flatMap(pidsOf)), process.pid];

  async function once({ runs, watchers }: Cell, { start, worker, bridge, clients, url }: Way) {
    const ids = await Promise.all(Array.from({ length: runs }, () => start(`beats-${randomUUID()}`)));
    while ((await worker.ask<number>('waiting')) < runs) await sleep(50);
    const watched = ids.flatMap((id) => Array.from({ length: watchers }, () => id));
    await clients.ask('watch', { url, ids: watched, answered: false });
    await sleep(settleMs);
    const begun = sharedNow() + 200;
    await worker.ask('open', begun);
    await until(begun);
    const take = async () => {
      const cpu = await readCpu();
      return {
        requests: await temporalRequests(metrics),
        temporal: cpu(servers['temporal']!),
        postgres: cpu(servers['postgres']!),
        worker: cpu(worker.pid),
        bridge: bridge ? cpu(bridge.pid) : 0,
        clients: cpu(clients.pid),
        foreign: (await machineCpuSeconds()) - cpu(...everyone),
      };
    };
    const before = await take();
    await until(begun + loadMs);
    const after = await take();
    await sleep(settleMs);
    const seen = await clients.ask<Seen>('seen');
    const failed = (await clients.ask<number>('leave')) + (bridge ? await bridge.ask<number>('leave') : 0);
    await sleep(settleMs);
    const seconds = loadMs / 1000;
    return {
      ...seen,
      failed,
      temporalCpu: after.temporal - before.temporal,
      postgresCpu: after.postgres - before.postgres,
      workerCpu: after.worker - before.worker,
      bridgeCpu: after.bridge - before.bridge,
      clientsCpu: after.clients - before.clients,
      foreignCpu: after.foreign - before.foreign,
      requestsPerSecond: (after.requests.all - before.requests.all) / seconds,
      readsPerSecondAndRun: (after.requests.reads - before.requests.reads) / seconds / runs,
    };
  }

  type Measured = Awaited<ReturnType<typeof once>>;
  const results = new Map<Cell, Map<string, Measured[]>>(cells.map((cell) => [cell, new Map()]));
  for (let round = 0; round < rounds; round++) {
    for (const cell of cells) {
      // Another order each time, so that nobody always comes after the same neighbour.
      for (const way of shuffled(ways.filter((way) => way.does(cell)))) {
        const list = results.get(cell)!;
        list.set(way.name, [...(list.get(way.name) ?? []), await once(cell, way)]);
      }
    }
  }
  return cells.map((cell) => ({
    cell,
    ways: [...results.get(cell)!].map(([name, list]) => ({
      name,
      ...(Object.fromEntries(
        Object.keys(list[0]!).map((key) => [key, rounded(median(list.map((one) => one[key as keyof Measured])))]),
      ) as Measured),
      ages: list.map(({ ageMs }) => rounded(ageMs)),
    })),
  }));
}

const pidsOf = ({ worker, bridge, clients }: Way) => [worker.pid, ...(bridge ? [bridge.pid] : []), clients.pid];
const shuffled = <T>(items: T[]) => items.map((item) => [Math.random(), item] as const).toSorted(([a], [b]) => a - b).map(([, item]) => item); // prettier-ignore

async function startWays(stack: BenchStack, group: Group): Promise<Way[]> {
  const temporal = createTemporal(stack.settings.temporal);
  group.defer(temporal.close);
  const silent = { TEMPORAL_NAMESPACE: 'without-a-bus', BUS: 'none' };
  await temporal.call(() =>
    temporal.service.registerNamespace({
      namespace: silent.TEMPORAL_NAMESPACE,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    }),
  );
  await sleep(2000); // until every part of the server knows the namespace
  const { run } = group;
  const many = { TASK_QUEUES: 'media=200', PORT: '0' };
  const ourApi = await group.api();
  const ourWorker = await run('./our-worker.ts', { ...many, RUN_MODE: 'worker' });
  const silentApi = await group.api(silent);
  const silentWorker = await run('./our-worker.ts', { ...silent, ...many, RUN_MODE: 'worker' });
  const plainWorker = await run('../../peers/worker.ts');
  const poller = await run('./yoga-poller.ts');
  const streams = await run('../../peers/streams.ts');
  const describers = await run('./describe-clients.ts');
  const sockets = await run('./socket-clients.ts');

  const startPlain = (workflow: string, taskQueue: string) => async (workflowId: string) => {
    await temporal.client.workflow.start(workflow, { workflowId, taskQueue, args: [beats] });
    return workflowId;
  };
  const ours = async (name: string, api: Remote, worker: Remote, does: Way['does']): Promise<Way> => {
    const url = await api.ask<string>('url');
    return { name, does, start: (id) => startOurs(url, id, beats), worker, bridge: api, clients: sockets, url };
  };
  const plain = { worker: plainWorker, does: () => true };
  return [
    await ours('ours', ourApi, ourWorker, () => true),
    await ours('ours without a bus', silentApi, silentWorker, ({ runs, watchers }) => runs === 20 && watchers === 1),
    { ...plain, name: 'each describes once a second', start: startPlain('plain', 'throttled'), bridge: null, clients: describers, url: '' }, // prettier-ignore
    { ...plain, name: 'one poller and Yoga', start: startPlain('plain', 'fast'), bridge: poller, clients: sockets, url: await poller.ask('url') }, // prettier-ignore
    // More of them, and the server refuses: 20 runs take all of it.
    { ...plain, name: 'Workflow Streams and Yoga', does: ({ runs }) => runs <= 20, start: startPlain('streamed', 'streams'), bridge: streams, clients: sockets, url: await streams.ask('url') }, // prettier-ignore
  ];
}
