import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { send } from '../../../test/http-client.ts';
import { serveLive, type LiveServer } from '../../../test/live-server.ts';
import { long } from '../../../test/long.ts';
import { openEvents } from '../../../test/open-events.ts';
import { openSocket, type OpenSocket } from '../../../test/open-socket.ts';
import { usedMemory } from '../../../test/used-memory.ts';
import { waitFor } from '../../../test/wait-for.ts';

const large = 200_000;
const shared = `subscription ($of: ID!) { state(of: $of) { n text(length: ${large}) } }`;
const own = shared.replace('state(of', 'state: log(of');

interface Result {
  data: { state: { n: number } };
}
const numbers = ({ messages }: OpenSocket) =>
  messages.filter(({ type }) => type === 'next').map(({ payload }) => (payload as Result).data.state.n);

/** Of its metrics. */
async function dropped({ url }: LiveServer): Promise<number> {
  const { body } = await send(`${url}/metrics`);
  return Number(/^tempograph_frames_dropped_total (\d+)$/m.exec(body)![1]);
}

/** Puts states until the client cannot take any more, which its kernel and ours decide; returns the last. */
async function fill(server: LiveServer, of: string, count = 200) {
  for (let n = 1; n <= count; n++) {
    server.put(of, n);
    await sleep(2);
  }
  return count;
}

describe.for([
  ['shared', shared],
  ['own', own],
] as const)('over a socket, of a %s operation, who stops reading', ([kind, query]) => {
  test('catches up with the newest state when it reads again, and is told the end', { timeout: 60_000 }, async () => {
    const server = await serveLive();
    const client = await openSocket(server.url);
    client.subscribe(query, { of: 'a' });
    await waitFor('the execution', () => server.following('a') === 1);
    server.put('a', 0);
    await waitFor('a state', () => numbers(client).length === 1);
    client.stall();
    const before = usedMemory();
    const last = await fill(server, 'a');
    // Everything at once would be 40 MB; what waits is what the kernel took, and a state or two: with slack, as garbage is not ours.
    expect(usedMemory() - before).toBeLessThan(15_000_000);
    server.end('a');
    if (kind === 'shared') await waitFor('nobody following', () => server.following('a') === 0);
    client.resume();
    await waitFor('the end', () => client.messages.at(-1)?.type === 'complete');
    const seen = numbers(client);
    expect(seen.at(-1)).toBe(last);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.length).toBeLessThan(last); // states in between were left out
    if (kind === 'shared') {
      const counted = await dropped(server);
      expect(counted).toBeGreaterThan(0);
      expect(counted).toBeLessThanOrEqual(last + 1 - seen.length);
    }
  });
});

test.for([
  ['shared', shared],
  ['own', own],
] as const)('the same over server-sent events, of a %s operation', { timeout: 60_000 }, async ([, query]) => {
  const server = await serveLive();
  const stream = await openEvents(server.url, { query, variables: { of: 'a' } });
  stream.pause();
  await waitFor('the execution', () => server.following('a') === 1);
  const before = usedMemory();
  const last = await fill(server, 'a');
  expect(usedMemory() - before).toBeLessThan(15_000_000);
  server.end('a');
  let text = '';
  for await (const bytes of stream as AsyncIterable<Buffer>) {
    text += bytes.toString('latin1');
    if (text.endsWith('event: complete\ndata:\n\n\r\n0\r\n\r\n')) break;
  }
  const seen = [...text.matchAll(/"n":(\d+)/g)].map(([, n]) => Number(n));
  expect(seen.at(-1)).toBe(last);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.length).toBeLessThan(last);
});

test('who reads nothing for too long is let go', async () => {
  const server = await serveLive({ stallMs: 1000 });
  const [slow, reader] = await Promise.all([openSocket(server.url), openSocket(server.url)]);
  const stream = await openEvents(server.url, { query: shared, variables: { of: 'b' } });
  slow.subscribe(shared, { of: 'a' });
  reader.subscribe(shared, { of: 'c' });
  await waitFor('executions', () => server.following() === 3);
  slow.stall();
  stream.pause();
  let n = 0;
  await waitFor('that nobody follows for the two', () => {
    n++;
    for (const name of ['a', 'b', 'c']) server.put(name, n);
    return server.following() === 1;
  });
  await waitFor('the last state', () => numbers(reader).at(-1) === n);
  slow.resume();
  stream.resume();
  const [code] = await Promise.all([slow.closed, once(stream, 'close')]);
  expect([1013, 1006]).toContain(code); // cut off, unless there was room for the reason
});

test('who takes one large answer slowly, but steadily, stays', async () => {
  const server = await serveLive({ stallMs: 1500 });
  const length = 40_000_000;
  const query = shared.replace(String(large), String(length));
  const stream = await openEvents(server.url, { query, variables: { of: 'a' } });
  await waitFor('the execution', () => server.following('a') === 1);
  server.put('a', 1);
  const began = performance.now();
  let taken = 0;
  let tail = '';
  for await (const bytes of stream as AsyncIterable<Buffer>) {
    const megabytes = Math.floor(taken / 1e6);
    taken += bytes.length;
    tail = (tail + bytes.toString('latin1')).slice(-100);
    if (taken > length) server.end('a');
    if (tail.includes('event: complete')) break;
    if (Math.floor(taken / 1e6) > megabytes) await sleep(100);
  }
  expect(tail).toContain('event: complete'); // it would be missing if it had been cut off
  expect(performance.now() - began).toBeGreaterThan(3000); // else the test has shown nothing
});

test('of who does not read nothing more is read, until it goes on', async () => {
  const server = await serveLive();
  const [client, other] = await Promise.all([openSocket(server.url), openSocket(server.url)]);
  client.subscribe(shared, { of: 'a' });
  await waitFor('the execution', () => server.following('a') === 1);
  client.stall();
  await fill(server, 'a');
  for (let n = 1; n <= 50; n++) client.subscribe(shared, { of: `stalled ${n}` }, `more ${n}`);
  // Enough time for the server to read that, if it did.
  for (let n = 1; n <= 20; n++) {
    other.subscribe(shared, { of: `other ${n}` }, String(n));
    await waitFor('its execution', () => server.following(`other ${n}`) === 1);
  }
  expect(server.opened.filter((of) => of.startsWith('stalled'))).toEqual([]);
  client.resume();
  await waitFor('the last operation', () => server.opened.includes('stalled 50'));
});

test('who drains slowly, but does, stays', async () => {
  const stallMs = 1500; // each time it stalls for a tenth of that
  const server = await serveLive({ stallMs });
  const slow = await openSocket(server.url);
  slow.subscribe(shared, { of: 'a' });
  await waitFor('the execution', () => server.following() === 1);
  for (const began = performance.now(); performance.now() - began < 2 * stallMs;) {
    slow.stall();
    await fill(server, 'a', 60);
    slow.resume();
    await waitFor('something', () => slow.messages.length > 0);
    slow.messages.length = 0;
  }
  server.put('a', 1000);
  await waitFor('the last state', () => numbers(slow).at(-1) === 1000);
});

test(
  'one watcher in a hundred that stops reading is not noticed by the others',
  { timeout: long ? 180_000 : 60_000 },
  async () => {
    const server = await serveLive(long ? {} : { stallMs: 1000 });
    const watchers = await Promise.all(Array.from({ length: 100 }, () => openSocket(server.url)));
    const [stalled, ...others] = watchers as [OpenSocket, ...OpenSocket[]];
    const putAt: number[] = [];
    let latencies: number[] = [];
    const small = 'subscription { state(of: "a") { n } }';
    for (const watcher of watchers) watcher.subscribe(small);
    for (const { socket } of others) {
      socket.on('message', (data) => {
        const { payload } = JSON.parse((data as Buffer).toString()) as { payload: Result };
        latencies.push(performance.now() - putAt[payload.data.state.n]!);
      });
    }
    stalled.subscribe(shared, { of: 'large' }, '2'); // so that its socket fills up soon
    await waitFor('the executions', () => server.following() === 2);
    /** The 99th percentile of what the others see, over so many states. */
    const p99 = async (states: number) => {
      latencies = [];
      for (let n = 0; n < states; n++) {
        putAt.push(performance.now());
        server.put('a', putAt.length - 1);
        server.put('large', putAt.length - 1);
        await sleep(20);
      }
      return latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length * 0.99)]!;
    };
    await p99(20);
    const before = await p99(50);
    const used = usedMemory();
    stalled.stall();
    const during = await p99(long ? 1750 : 75);
    // What the test itself keeps of each state is taken off.
    expect(usedMemory() - used - latencies.length * 800).toBeLessThan(15_000_000);
    // What the others see may move by a tenth; the machine these tests run on moves more than that.
    expect(during).toBeLessThan(before * 3 + 30);
    await waitFor('the last state', () => others.every((watcher) => numbers(watcher).at(-1) === putAt.length - 1));
    await waitFor('that the stalled one is let go', () => server.following('large') === 0);
    stalled.resume();
    expect([1013, 1006]).toContain(await stalled.closed);
  },
);
