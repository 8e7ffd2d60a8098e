import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import * as contracts from '../../../test/fixtures/contracts.ts';
import { useStack } from '../../../test/stack.ts';
import { createTcpProxy } from '../../../test/tcp-proxy.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { createPostgresBus } from '../../platform/bus/postgres-bus.ts';
import { createLog } from '../../platform/log.ts';
import { createServices } from '../services.ts';

const stack = useStack({ fixtures: true });

/** An API's services whose way to the database can be cut, while the worker's stays. */
async function servicesBehind() {
  const { temporal, storage, settings } = stack;
  const url = new URL(settings.databaseUrl!);
  const proxy = await createTcpProxy(url.host);
  url.host = proxy.address;
  const log = createLog('silent');
  const bus = createPostgresBus(url.href, log);
  onTestFinished(async () => {
    await bus.close();
    await proxy.close();
  });
  return {
    proxy,
    services: createServices(
      { temporal, database: stack.database, storage, settings, bus, log },
      Object.values(contracts),
    ),
  };
}

test('progress goes on without the bus, and is fast again when it is back', { timeout: 90_000 }, async () => {
  const { proxy, services } = await servicesBehind();
  const { id } = await stack.start('probe', { name: randomUUID(), behaviour: 'COUNT_SLOWLY', count: 1000 });
  const seen: { at: number; done: number }[] = [];
  const watching = (async () => {
    for await (const { progress } of services.watchers.watch(id)) {
      if (progress.done) seen.push({ at: performance.now(), done: progress.done });
    }
  })();
  /** States seen in the next so many milliseconds, and the longest time without one. */
  const during = async (ms: number) => {
    const [from, begun] = [seen.length, performance.now()];
    await sleep(ms);
    const times = [begun, ...seen.slice(from).map(({ at }) => at), performance.now()];
    return { states: seen.length - from, gap: Math.max(...times.map((at, n) => at - (times[n - 1] ?? at))) };
  };
  await waitFor('the bus', () => seen.length > 20);
  expect((await during(3000)).states).toBeGreaterThan(10); // ten a second; describe alone would give two

  await proxy.cut();
  const without = await during(8000);
  expect(without.gap).toBeLessThan(7500); // a deadline: 2.5 s, three times
  expect(without.states).toBeGreaterThan(1);

  await proxy.restore();
  await waitFor('the bus again', async () => (await during(1000)).states > 6);
  await stack.graphql('mutation($id: ID!) { terminateRun(id: $id) { __typename } }', { id });
  await watching;
  expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).toSorted((a, b) => a - b));
});
