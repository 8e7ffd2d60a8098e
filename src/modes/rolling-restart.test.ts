import { createClient } from 'graphql-ws';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { fixtureWorkerPath } from '../../test/fixtures/paths.ts';
import { long } from '../../test/long.ts';
import { startApiProcess, startWorkerProcess, type ProductProcess } from '../../test/product-process.ts';
import { productMain, useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';
import { createSlots } from '../platform/slots.ts';

/** As many as there are are under way, each with somebody who watches, while every process is replaced by a new one. */
const size = long ? 200 : 8;
/** Seconds a run takes: the short ones end while a worker goes, the long ones outlast its grace time and go on elsewhere. */
const lengths = long ? [15, 30, 50] : [2];
/** What compose files give a process to end in (`stop_grace_period`), in seconds. */
const grace = { api: 30, worker: 60 };

// The stack's own API only starts runs; those that are watched, and the workers, are processes of their own.
const stack = useStack({ fixtures: true, worker: false, env: { TASK_QUEUES: `media=${size * 2}` } });
type Api = Awaited<ReturnType<typeof startApiProcess>>;
const apis: Api[] = [];
const workers: ProductProcess[] = [];
const startApi = (port = '0') => startApiProcess(productMain, { ...stack.env, PORT: port });
const startWorker = () => startWorkerProcess(fixtureWorkerPath, stack.env);

beforeAll(async () => {
  apis.push(...(await Promise.all([startApi(), startApi()])));
  workers.push(...(await Promise.all([startWorker(), startWorker()])));
});
afterAll(async () => {
  await Promise.all([...apis, ...workers].map((running) => running.stop('SIGKILL')));
});

interface State {
  status: string;
  progress: { done: number | null };
}

/** One who watches a run as front ends do: any API of these, and again when the connection is lost. */
function watch(id: string, first: number): Promise<State[]> {
  const states: State[] = [];
  let attempt = first;
  const client = createClient({
    url: () => `${apis[attempt++ % apis.length]!.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: () => sleep(100 + Math.random() * 200),
  });
  onTestFinished(() => void client.dispose());
  return new Promise((resolve, reject) => {
    client.subscribe<{ run: State }>(
      { query: 'subscription ($id: ID!) { run(id: $id) { status progress { done } } }', variables: { id } },
      {
        next: ({ data, errors }) => (data ? states.push(data.run) : reject(new Error(JSON.stringify(errors)))),
        error: reject,
        complete: () => resolve(states),
      },
    );
  });
}

/** Asks twice a second until it is told to end, at the other API when one does not answer or says that it stops. */
async function askOn(id: string, signal: AbortSignal) {
  const body = JSON.stringify({ query: 'query ($id: ID!) { run(id: $id) { status } }', variables: { id } });
  const headers = { 'content-type': 'application/json' };
  const answers: { data?: { run: { status: string } }; errors?: unknown }[] = [];
  for (let attempt = 0; !signal.aborted; attempt++) {
    const url = `${apis[attempt % apis.length]!.url}/graphql`;
    const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => null);
    if (answer === null || answer.status === 503) continue;
    answers.push((await answer.json()) as (typeof answers)[number]);
    await sleep(500);
  }
  return answers;
}

/** Ends a process as a deploy does, and says how long it took. */
async function replace<T extends ProductProcess>(running: T[], index: number, start: () => Promise<T>) {
  const begun = performance.now();
  expect(await running[index]!.stop('SIGTERM'), running[index]!.output().slice(-2000)).toBe(0);
  const seconds = (performance.now() - begun) / 1000;
  expect(running[index]!.output()).not.toContain('"level":50');
  running[index] = await start();
  return seconds;
}

test(
  'every process is replaced under load: no run fails, nobody misses an end, and each is gone in time',
  { timeout: 600_000 },
  async () => {
    const ended: State[][] = [];
    const deploy = new AbortController();
    const starts = createSlots(10); // what is asked of them is to go on, not to begin all at once
    let started = 0;
    /** One place of those that are always taken: a run after the other, until all processes are new. */
    const place = async (index: number) => {
      do {
        const count = lengths[started++ % lengths.length]!;
        const input = { name: randomUUID(), behaviour: 'COUNT_SECONDS', count };
        const { id } = await starts.run(() => stack.start('probe', input));
        ended.push(await watch(id, index));
      } while (!deploy.signal.aborted);
    };
    const places = Array.from({ length: size }, (_, index) => place(index));
    const failedEarly = Promise.all(places).then(() => undefined);
    const done = await stack.start('probe', { name: randomUUID(), behaviour: 'SUCCEED' });
    await done.end();
    const asked = Promise.all(Array.from({ length: 3 }, () => askOn(done.id, deploy.signal)));
    const restarts = async () => {
      await waitFor('all places to be taken', () => started >= size, 60_000);
      for (const index of [0, 1]) {
        const port = new URL(apis[index]!.url).port;
        expect(await replace(apis, index, () => startApi(port))).toBeLessThan(grace.api);
        expect(await replace(workers, index, startWorker)).toBeLessThan(grace.worker);
      }
      deploy.abort();
    };
    const restarting = restarts();
    onTestFinished(async () => void (await Promise.allSettled([restarting]))); // it would start more, and nobody end them
    await Promise.race([restarting, failedEarly]);
    await failedEarly;
    expect(ended.length).toBeGreaterThanOrEqual(size);
    expect(ended.map((states) => states.at(-1)!.status)).toEqual(ended.map(() => 'COMPLETED'));
    for (const states of ended) {
      const counted = states.flatMap(({ progress }) => progress.done ?? []);
      // Another API begins with what Temporal was told last, up to 2 s ago; here that is up to three times as much.
      counted.forEach((done, n) => expect(done).toBeGreaterThanOrEqual(Math.max(...counted.slice(0, n + 1)) - 6));
    }
    const answers = (await asked).flat();
    expect(answers).toEqual(answers.map(() => ({ data: { run: { status: 'COMPLETED' } } })));
  },
);
