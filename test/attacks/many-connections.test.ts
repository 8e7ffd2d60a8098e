import { once } from 'node:events';
import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { long } from '../long.ts';
import { startApiProcess } from '../product-process.ts';
import { productMain } from '../stack.ts';
import { waitFor } from '../wait-for.ts';
import { transports } from './ask.ts';
import { frame, openFrames, opcodes } from './frames.ts';
import { useTarget } from './target.ts';

const sockets = long ? 10_000 : 300;
const atOnce = 100;

const most = String(sockets);
const target = useTarget({ MAX_SOCKETS_PER_ADDRESS: most, MAX_SOCKETS_PER_KEY: most });

test('requests that never end hold nobody up', async () => {
  const beginnings = [
    'GET /graphql HTTP/1.1\r\nHost: localhost\r\nX-A: ',
    `POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${target.token}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
    `POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${target.token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{`,
    '',
  ];
  const slow = Array.from({ length: 80 }, (_, n) => {
    const socket = net.connect(Number(new URL(target.url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined); // being cut off is one
    socket.write(beginnings[n % beginnings.length]!);
    return socket;
  });
  const drip = setInterval(() => slow.forEach((socket) => socket.writable && socket.write(' ')), 100);
  onTestFinished(() => clearInterval(drip));
  for (let n = 0; n < 5; n++) await target.stillServes();
});

test(`${sockets} sockets of one address are served, and one more is told to wait`, { timeout: 300_000 }, async () => {
  // In a process of its own: each process may have so many files open.
  const api = await startApiProcess(productMain, target.stack.env);
  onTestFinished(async () => void (await api.stop()));
  const url = api.url.replace('0.0.0.0', '127.0.0.1');
  const stillServes = async () => {
    const answer = await transports.HTTP(url, `Bearer ${target.token}`, {
      query: question,
      variables: { id: target.a },
    });
    expect(answer.text).toBe('{"data":{"run":{"status":"RUNNING"}}}');
  };
  const init = frame(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${target.token}` } }));
  const question = 'query($id: ID!) { run(id: $id) { status } }';
  const payload = { query: question.replace('query', 'subscription'), variables: { id: target.a } };
  const watch = frame(JSON.stringify({ id: '1', type: 'subscribe', payload }));
  const open: Awaited<ReturnType<typeof openFrames>>[] = [];
  onTestFinished(() => open.forEach(({ socket }) => void socket.destroy()));
  const texts = ({ frames }: (typeof open)[number]) => frames().filter(({ opcode }) => opcode === opcodes.text).length;
  while (open.length < sockets) {
    const some = await Promise.all(
      Array.from({ length: Math.min(atOnce, sockets - open.length) }, () => openFrames(url)),
    );
    for (const each of some) each.socket.write(init);
    await waitFor('all to be let in', () => some.every((each) => texts(each) >= 1), 60_000);
    for (const { socket } of some) socket.write(watch);
    open.push(...some);
  }
  await waitFor('the state of all', () => open.every((each) => texts(each) >= 2), 120_000);
  await stillServes();
  const { head, socket } = await openFrames(url);
  socket.destroy();
  expect(head).toMatch(/^HTTP\/1.1 429/);
  for (const each of open) each.socket.destroy();
  await Promise.all(open.filter((each) => !each.socket.closed).map((each) => once(each.socket, 'close')));
  await waitFor('a place', async () => {
    const next = await openFrames(url);
    next.socket.destroy();
    return next.head.startsWith('HTTP/1.1 101');
  });
  await stillServes();
});
