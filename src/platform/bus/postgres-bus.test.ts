import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createTcpProxy } from '../../../test/tcp-proxy.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { createLog } from '../log.ts';
import { sleep } from '../sleep.ts';
import { createPostgresBus } from './postgres-bus.ts';

const url = inject('serverEnv')['DATABASE_URL']!;

function bus(at = url) {
  const made = createPostgresBus(at, createLog('silent'));
  onTestFinished(() => made.close());
  return made;
}

/** What a bus hears of a topic of its own. `reached` sends until something arrives: subscribing takes a moment. */
function listener(listening: ReturnType<typeof bus>) {
  const topic = randomUUID();
  const heard: unknown[] = [];
  listening.subscribe(topic, (message) => heard.push(message));
  const reached = async (from: ReturnType<typeof bus>, word: string) =>
    waitFor(`${word} arrives`, () => {
      from.publish(topic, 'test', word);
      return heard.includes(word);
    });
  return { topic, heard, reached };
}

test('what one process says, the others hear, and only who listens to it', async () => {
  const [worker, api, other] = [bus(), bus(), bus()];
  const [first, second] = [listener(api), listener(other)];
  await first.reached(worker, 'hello');
  await second.reached(worker, 'hello');
  first.heard.length = 0;
  worker.publish(first.topic, 'test', { done: 1, text: "it's 漢字" });
  await waitFor('the message', () => first.heard.length > 0);
  expect(first.heard).toEqual([{ done: 1, text: "it's 漢字" }]);
  expect(new Set(second.heard)).toEqual(new Set(['hello']));
});

test('who has left hears nothing more', async () => {
  const [worker, api] = [bus(), bus()];
  const { topic, reached } = listener(api);
  const heard: unknown[] = [];
  const leave = api.subscribe(topic, (message) => heard.push(message));
  await reached(worker, 'before');
  leave();
  heard.length = 0;
  await reached(worker, 'after');
  expect(heard).toEqual([]);
});

test('of a burst the newest arrives', async () => {
  const [worker, api] = [bus(), bus()];
  const { topic, heard, reached } = listener(api);
  await reached(worker, 'hello');
  for (let n = 0; n < 10_000; n++) worker.publish(topic, 'test', n);
  await waitFor('the last one', () => heard.includes(9999));
  expect(heard.length).toBeLessThan(100);
});

test.for([
  ['too long for it', 'x'.repeat(9000)],
  ['not JSON', { count: 1n }],
] as const)('a message that is %s is left out, and the next arrives', async ([, message]) => {
  const [worker, api] = [bus(), bus()];
  const { topic, heard, reached } = listener(api);
  worker.publish(topic, 'test', message);
  await reached(worker, 'fine');
  expect(new Set(heard)).toEqual(new Set(['fine']));
});

test('who listens and fails harms neither the others nor the connection', async () => {
  const [worker, api] = [bus(), bus()];
  const { topic, heard, reached } = listener(api);
  api.subscribe(topic, () => {
    throw new Error('failed');
  });
  const after: unknown[] = [];
  api.subscribe(topic, (message) => after.push(message));
  await reached(worker, 'one');
  await reached(worker, 'two');
  expect(after).toEqual(heard);
});

test('the first message of a process arrives, although nothing follows', async () => {
  const [worker, api] = [bus(), bus()];
  const { topic, heard } = listener(api);
  await waitFor('the listener', () => api.heardSince() !== null);
  worker.publish(topic, 'test', 'first');
  await waitFor('the first message', () => heard.includes('first'));
});

test('a lost connection comes back by itself, on both sides', { timeout: 30_000 }, async () => {
  const proxy = await createTcpProxy(new URL(url).host);
  onTestFinished(() => proxy.close());
  const through = new URL(url);
  through.host = proxy.address;
  const [worker, api] = [bus(through.href), bus(through.href)];
  const { topic, heard, reached } = listener(api);
  await reached(worker, 'before');
  const since = api.heardSince();
  expect(since).toBeLessThanOrEqual(performance.now());
  await proxy.cut();
  await waitFor('the loss', () => api.heardSince() === null);
  for (let n = 0; n < 5000; n++) worker.publish(topic, String(n), 'meanwhile'); // must not block, nor fail
  await proxy.restore();
  await reached(worker, 'after');
  expect(heard).toContain('after');
  expect(api.heardSince()).toBeGreaterThan(since!);
});

test('a database that is away at the start is waited for', async () => {
  const proxy = await createTcpProxy(new URL(url).host);
  onTestFinished(() => proxy.close());
  await proxy.cut();
  const through = new URL(url);
  through.host = proxy.address;
  const [worker, api] = [bus(through.href), bus()];
  const { topic, heard } = listener(api);
  const late = listener(bus(through.href));
  await waitFor('the listener', () => api.heardSince() !== null);
  worker.publish(topic, 'test', 'meanwhile');
  await proxy.restore();
  await late.reached(bus(), 'hello');
  await waitFor('what was said meanwhile', () => heard.includes('meanwhile'));
});

test('what others send on the channel does no harm', async () => {
  const api = bus();
  const { topic, heard, reached } = listener(api);
  const worker = bus();
  await reached(worker, 'hello');
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const payload of ['', 'not json', '5', 'null', '[5]', '[["x"]]', `[["${topic}",{"done":"?"}]]`]) {
    await client.query('SELECT pg_notify($1, $2)', ['tempograph', payload]);
  }
  await client.end();
  await reached(worker, 'still here');
  expect(heard).toContainEqual({ done: '?' }); // what it means is for the receiver to judge
});

test('a server that stays away is told of once, and a certificate that goes missing ends nothing', async () => {
  const warned: object[] = [];
  const log = { ...createLog('silent'), warn: (fields: object) => void warned.push(fields) };
  const at = new URL(url);
  at.searchParams.set('sslrootcert', '/nowhere.pem');
  for (const address of ['postgres://nobody@127.0.0.1:1/none', at.href]) {
    const away = createPostgresBus(address, log);
    warned.length = 0;
    away.subscribe('topic', () => undefined);
    await waitFor('a warning', () => warned.length > 0);
    await sleep(500); // in which it was tried twice more
    await away.close();
    expect(warned).toEqual([
      { connection: 'bus listener', reason: expect.stringMatching(/ECONNREFUSED|ENOENT/) as string },
    ]);
  }
});
