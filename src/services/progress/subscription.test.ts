import { buildSchema } from 'graphql';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import * as contracts from '../../../test/fixtures/contracts.ts';
import { sse } from '../../../test/sse-client.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { progressTopic, type ProgressMessage } from '../../../workers/kit/wire/heartbeat.ts';
import { openGate } from '../../../test/open-gate.ts';
import { createApp } from '../../app.ts';
import { createProcessBus } from '../../platform/bus/process-bus.ts';
import { createLog } from '../../platform/log.ts';
import { decodeRunId, encodeRunId } from '../runs/run-id.ts';
import { createServices } from '../services.ts';

const stack = useStack({ fixtures: true });

const probe = (behaviour: string, more: object = {}) =>
  stack.start('probe', { name: `${behaviour}-${randomUUID()}`, behaviour, ...more });

const query = 'subscription($id: ID!) { run(id: $id) { id status progress { percent done } resultJson } }';
interface State {
  id: string;
  status: string;
  progress: { percent: number; done: number | null };
  resultJson: unknown;
}
type Result = { data?: { run: State } | null; errors?: readonly { extensions: { code: string } }[] };

/** The same subscription over both transports: what each result said, until the end. */
const transports = {
  async *socket(id: string): AsyncGenerator<Result> {
    yield* stack.subscribe(query, { id }) as AsyncIterable<unknown> as AsyncIterable<Result>;
  },
  async *SSE(id: string): AsyncGenerator<Result> {
    let completed = false;
    for await (const { event, data } of sse(stack.url, query, { id })) {
      if (event === 'complete') completed = true;
      else yield data as Result;
    }
    if (!completed) throw new Error('The stream broke off.');
  },
};

/** All results; an operation that ends with an `error` message has its errors as the last one. */
async function all(results: AsyncIterable<Result>): Promise<Result[]> {
  const list: Result[] = [];
  try {
    for await (const result of results) list.push(result);
  } catch (error) {
    if (!Array.isArray(error)) throw error;
    list.push({ errors: error as NonNullable<Result['errors']> });
  }
  return list;
}

describe.for(['socket', 'SSE'] as const)('over %s', (transport) => {
  const watch = transports[transport];

  test('the current state comes first, also for who comes late, and the final one always', async () => {
    const run = await probe('COUNT_SLOWLY', { count: 30 });
    const early = all(watch(run.id));
    for await (const { data } of watch(run.id)) if ((data?.run.progress.done ?? 0) >= 5) break;
    const late = await all(watch(run.id));
    expect(late[0]?.data?.run).toMatchObject({ id: run.id, status: 'RUNNING' });
    expect(late[0]?.data?.run.progress.done).toBeGreaterThanOrEqual(5);
    for (const states of [await early, late]) {
      expect(states.length).toBeGreaterThan(2);
      expect(states.at(-1)?.data?.run).toMatchObject({ status: 'COMPLETED', progress: { percent: 100 } });
      expect(states.at(-1)?.data?.run.resultJson).toMatchObject({ attempts: 1 });
      expect(states.filter(({ data }) => data?.run.status !== 'RUNNING')).toHaveLength(1);
    }
  });

  test('a run that has ended is one state', async () => {
    const run = await probe('SUCCEED');
    await run.end();
    expect(await all(watch(run.id))).toMatchObject([{ data: { run: { id: run.id, status: 'COMPLETED' } } }]);
  });

  test.for([
    ['unknown', encodeRunId({ first: randomUUID(), workflowId: 'never-started' })],
    ['malformed', 'x'],
  ] as const)('an %s id is one error', async ([, id]) => {
    const results = await all(watch(id));
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });
});

/** Services of this test's own, over the same servers, so that the watchers in them can be counted. */
function ownServices(bus = createProcessBus(createLog('silent'))) {
  const { temporal, storage, settings, logFile } = stack;
  return createServices(
    { temporal, storage, database: stack.database, settings, bus, log: createLog('debug', logFile) },
    Object.values(contracts),
  );
}

describe('watchers', () => {
  test('subscribers share one, which goes with the last of them', async () => {
    const { watchers } = ownServices();
    const { id } = await probe('COUNT_SLOWLY', { count: 1000 });
    onTestFinished(
      async () => void (await stack.graphql('mutation($id: ID!) { terminateRun(id: $id) { __typename } }', { id })),
    );
    const [one, two] = [watchers.watch(id)[Symbol.asyncIterator](), watchers.watch(id)[Symbol.asyncIterator]()];
    expect(watchers.count()).toBe(1);
    const [first, second] = await Promise.all([one.next(), two.next()]);
    expect(first.value).toBe(second.value);
    const waiting = one.next(); // also who is waiting for news can leave
    await one.return?.();
    await waiting;
    expect(watchers.count()).toBe(1);
    expect(await two.next()).toMatchObject({ done: false });
    await two.return?.();
    expect(watchers.count()).toBe(0);
  });

  test('and none is left when the run has ended, or was never there', async () => {
    const { watchers } = ownServices();
    const { id } = await probe('SUCCEED');
    for await (const state of watchers.watch(id)) expect(state.id).toBe(id);
    const unknown = encodeRunId({ first: randomUUID(), workflowId: 'never-started' });
    await expect(watchers.watch(unknown)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(() => watchers.watch('x')).toThrow();
    expect(watchers.count()).toBe(0);
  });

  test('what an activity says on the bus arrives at once; a subscriber that does not read holds nobody up', async () => {
    const bus = createProcessBus(createLog('silent'));
    const { watchers } = ownServices(bus);
    const { id } = await probe('WAIT_UNTIL_CANCELLED');
    onTestFinished(
      async () => void (await stack.graphql('mutation($id: ID!) { terminateRun(id: $id) { __typename } }', { id })),
    );
    const [reader, stalled] = [watchers.watch(id)[Symbol.asyncIterator](), watchers.watch(id)[Symbol.asyncIterator]()];
    await stalled.next();
    let state = (await reader.next()).value!;
    while (state.progress.message !== 'waiting') state = (await reader.next()).value!;
    const [{ activityId }] = state.progress.activities as [{ activityId: string }];
    for (let done = 1; done <= 2000; done++) {
      const message: ProgressMessage = {
        runId: state.runId,
        activityId,
        attempt: 1,
        at: Date.now() + done,
        progress: { done, total: 2000 },
      };
      bus.publish(progressTopic(decodeRunId(id)!.first), 'test', message);
      expect((await reader.next()).value).toMatchObject({ progress: { done } });
    }
    expect((await stalled.next()).value).toMatchObject({ progress: { done: 2000 } }); // the newest, not the backlog
    await Promise.all([reader.return?.(), stalled.return?.()]);
    expect(watchers.count()).toBe(0);
  });

  test('nonsense on the bus is ignored', async () => {
    const bus = createProcessBus(createLog('silent'));
    const { watchers } = ownServices(bus);
    const { id } = await probe('COUNT_SLOWLY', { count: 10 });
    const topic = progressTopic(decodeRunId(id)!.first);
    let last;
    for await (const state of watchers.watch(id)) {
      last = state.status;
      for (const nonsense of [
        null,
        'x',
        {},
        { runId: 'x', activityId: 'unknown', attempt: 1, at: Date.now(), progress: {} },
      ]) {
        bus.publish(topic, 'test', nonsense);
      }
    }
    expect(last).toBe('COMPLETED');
  });
});

/** An API like the product's, whose watchers can be counted. */
async function ownApi() {
  const services = ownServices();
  const schema = buildSchema(
    'type Query { x: Int } type Subscription { run(id: ID!): State } type State { status: String }',
  );
  Object.assign(schema.getSubscriptionType()!.getFields()['run']!, {
    subscribe: (_: unknown, { id }: { id: string }) => services.watchers.watch(id),
    resolve: (state: unknown) => state,
  });
  const settings = { ...stack.settings.http, port: 0 };
  const app = createApp({
    schema,
    services,
    settings,
    failureLimit: 100,
    gate: openGate,
    log: createLog('silent'),
    ready: async () => ({}),
  });
  onTestFinished(() => app.close());
  return { url: await app.listen(), watchers: services.watchers };
}

describe('clients that leave', () => {
  test.for(['SSE', 'socket'] as const)(
    'over %s, by cutting the connection, leave no watcher behind',
    async (transport) => {
      const { url, watchers } = await ownApi();
      const { id } = await probe('COUNT_SLOWLY', { count: 1000 });
      onTestFinished(
        async () => void (await stack.graphql('mutation($id: ID!) { terminateRun(id: $id) { __typename } }', { id })),
      );
      const operation = { query: 'subscription($id: ID!) { run(id: $id) { status } }', variables: { id } };
      if (transport === 'SSE') {
        const client = net.connect(Number(new URL(url).port), '127.0.0.1');
        client.write(sseRequest(operation));
        await waitFor('the watcher', () => watchers.count() === 1);
        await once(client, 'data');
        client.resetAndDestroy();
      } else {
        const client = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
        await once(client, 'open');
        client.send('{"type":"connection_init"}');
        await once(client, 'message');
        client.send(JSON.stringify({ type: 'subscribe', id: '1', payload: operation }));
        await once(client, 'message');
        expect(watchers.count()).toBe(1);
        client.terminate();
      }
      await waitFor('no watcher', () => watchers.count() === 0);
    },
  );
});

/** A subscription over SSE as bytes, for clients that misbehave. */
function sseRequest(operation: object) {
  const body = JSON.stringify(operation);
  const headers = ['Host: localhost', 'Content-Type: application/json', 'Accept: text/event-stream'];
  return ['POST /graphql HTTP/1.1', ...headers, `Content-Length: ${body.length}`, '', body].join('\r\n');
}
