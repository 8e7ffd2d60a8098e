import { createClient } from 'graphql-ws';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { startApiProcess } from '../../test/product-process.ts';
import { readmeWatch } from '../../test/readme-watch.ts';
import { productMain, useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

// The stack's own API only starts runs; the two that are watched are the product, as an operator runs it, without the
// contracts of these runs. All of them and the worker speak over PostgreSQL.
const stack = useStack({ fixtures: true });
type Api = Awaited<ReturnType<typeof startApiProcess>>;
const apis = {} as { a: Api; b: Api };
const startApi = (port = '0') => startApiProcess(productMain, { ...stack.env, PORT: port });

beforeAll(async () => {
  [apis.a, apis.b] = await Promise.all([startApi(), startApi()]);
});
afterAll(async () => {
  await Promise.all([apis.a?.stop('SIGKILL'), apis.b?.stop('SIGKILL')]);
});

const query = 'subscription ($id: ID!) { run(id: $id) { status progress { done total } } }';
interface State {
  status: string;
  progress: { done: number | null; total: number | null };
}
interface Watcher {
  states: State[];
  /** Why its connections were closed. */
  codes: unknown[];
  over: Promise<unknown>;
}
const done = ({ states }: Watcher) => states.at(-1)?.progress.done ?? 0;

/** As a front end does it: one socket, any server of these, and again when the connection is lost. */
function watchBySocket(id: string, ...urls: readonly string[]): Watcher {
  const states: State[] = [];
  const codes: unknown[] = [];
  let attempt = 0;
  const client = createClient({
    url: () => `${urls[attempt++ % urls.length]!.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: () => sleep(100 + Math.random() * 200),
    on: { closed: (event) => codes.push((event as { code: number }).code) },
  });
  onTestFinished(() => void client.dispose());
  const over = new Promise((resolve, reject) => {
    client.subscribe<{ run: State }>(
      { query, variables: { id } },
      { next: ({ data }) => states.push(data!.run), error: reject, complete: () => resolve(states) },
    );
  });
  return { states, codes, over };
}

async function watchByEvents(id: string, url: string): Promise<Watcher> {
  const states: State[] = [];
  const watch = await readmeWatch();
  const over = (async () => {
    for await (const { data } of watch(`${url}/graphql`, query, { id })) states.push(data!['run'] as State);
  })();
  return { states, codes: [], over };
}

/** A run that counts until it is cancelled. */
const start = async (count = 100_000) =>
  (await stack.start('probe', { name: randomUUID(), behaviour: 'COUNT_SLOWLY', count })).id;

test('watchers on two APIs see the same, as it happens', async () => {
  const id = await start(60);
  const watchers = [apis.a, apis.b, apis.a, apis.b].map(({ url }) => watchBySocket(id, url));
  await Promise.all(watchers.map(({ over }) => over));
  for (const { states } of watchers) {
    expect(states.at(-1)).toMatchObject({ status: 'COMPLETED' });
    const counted = states.flatMap(({ progress }) => progress.done ?? []);
    expect(counted.length).toBeGreaterThan(10); // ten a second by the bus; without it, it would be two
    expect(counted).toEqual(counted.toSorted((one, other) => one - other));
    expect(new Set(states.flatMap(({ progress }) => progress.total ?? []))).toEqual(new Set([60]));
  }
});

test(
  'who watched an API that was killed is right again soon after it is back, and sees the end',
  { timeout: 90_000 },
  async () => {
    const id = await start();
    const { url } = apis.a;
    const watchers = [...Array.from({ length: 100 }, () => watchBySocket(id, url)), await watchByEvents(id, url)];
    const reference = watchBySocket(id, apis.b.url);
    // Temporal is told every 2 s, some 40 numbers; before that, a first state would know of none.
    await waitFor('progress for all', () => [...watchers, reference].every((watcher) => done(watcher) > 60));
    await apis.a.stop('SIGKILL');
    const before = watchers.map(({ states }) => states.length);
    apis.a = await startApi(new URL(url).port);
    const current = done(reference);
    const back = performance.now();
    await waitFor('the right state for all', () => watchers.every((watcher) => done(watcher) >= current), 60_000);
    expect(performance.now() - back).toBeLessThan(6000); // a deadline: 2 s, three times
    // Right from the first state on: none shows what was before.
    watchers.forEach(({ states }, n) => expect(states[before[n]!]!.progress.done).toBeGreaterThanOrEqual(current - 40));
    await stack.run(id).cancel();
    await Promise.all(watchers.map(({ over }) => over));
    for (const { states } of watchers) expect(states.at(-1)).toMatchObject({ status: 'CANCELED' });
  },
);

test('an API that is told to stop hands its watchers over to another', { timeout: 90_000 }, async () => {
  const id = await start();
  const { a, b } = apis;
  const moving = Array.from({ length: 50 }, () => watchBySocket(id, b.url, a.url));
  const staying = Array.from({ length: 10 }, () => watchBySocket(id, a.url));
  const all = [...moving, ...staying];
  await waitFor('progress for all', () => all.every((watcher) => done(watcher) > 0));
  const before = Math.max(...all.map(done));
  await b.stop('SIGTERM');
  expect(b.output()).not.toContain('"level":50');
  await waitFor('progress for all again', () => all.every((watcher) => done(watcher) > before));
  expect(moving.map(({ codes }) => codes)).toEqual(moving.map(() => [1012]));
  expect(staying.map(({ codes }) => codes)).toEqual(staying.map(() => []));
  await stack.run(id).cancel();
  await Promise.all(all.map(({ over }) => over));
  for (const { states } of all) expect(states.at(-1)).toMatchObject({ status: 'CANCELED' });
});
