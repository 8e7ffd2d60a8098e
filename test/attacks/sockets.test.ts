import { describe, expect, test } from 'vitest';
import { deflateRawSync } from 'node:zlib';
import { WebSocket } from 'ws';
import { openSocket } from '../open-socket.ts';
import { waitFor } from '../wait-for.ts';
import { exchange } from './exchange.ts';
import { frame, message, opcodes, openFrames } from './frames.ts';
import { useTarget } from './target.ts';

const target = useTarget();

const init = () => message({ type: 'connection_init', payload: { authorization: `Bearer ${target.token}` } });
const subscribe = (query: string, id: unknown = '1', variables = {}) =>
  message({ id, type: 'subscribe', payload: { query, variables } });
const watch = () => subscribe('subscription($id: ID!) { run(id: $id) { id } }', '1', { id: target.a });

interface Attack {
  /** After the socket has been let in. */
  greeted?: true;
  bytes: () => Buffer | readonly Buffer[];
  /** The code with which the server closes. */
  code: number | number[];
}

const attacks: Record<string, Attack> = {
  // What no WebSocket may carry.
  'a frame that is not masked': { bytes: () => frame('{}', { masked: false }), code: 1002 },
  'a compressed frame': { bytes: () => frame(deflateRawSync('{}'), { rsv: 4 }), code: 1002 },
  'a compression bomb': { bytes: () => frame(deflateRawSync(Buffer.alloc(50_000_000)), { rsv: 4 }), code: 1002 },
  'a reserved bit': { bytes: () => frame('{}', { rsv: 1 }), code: 1002 },
  'a kind of frame that is none': { bytes: () => frame('{}', { opcode: 3 }), code: 1002 },
  'a continuation of nothing': { bytes: () => frame('{}', { opcode: opcodes.continuation }), code: 1002 },
  'a message within a message': { bytes: () => [frame('{', { fin: false }), frame('}')], code: 1002 },
  'a long ping': { bytes: () => frame('x'.repeat(126), { opcode: opcodes.ping }), code: 1002 },
  'a ping in pieces': { bytes: () => frame('x', { opcode: opcodes.ping, fin: false }), code: 1002 },
  'a close code that is none': { bytes: () => frame(Buffer.from([3, 231]), { opcode: opcodes.close }), code: 1002 },
  'a close code of one byte': { bytes: () => frame(Buffer.from([3]), { opcode: opcodes.close }), code: 1002 },
  'text that is not UTF-8': { bytes: () => frame(Buffer.from([0xff, 0xfe])), code: 1007 },
  'overlong UTF-8': { bytes: () => frame(Buffer.from([0xc0, 0xaf])), code: 1007 },
  'half a surrogate pair': { bytes: () => frame(Buffer.from([0xed, 0xa0, 0x80])), code: 1007 },
  'an oversized frame': { bytes: () => frame('x'.repeat(1_100_000)), code: 1009 },
  'a frame that says it is oversized': { bytes: () => frame('x', { length: 1n << 40n }), code: 1009 },
  'a frame of a length that no number holds': { bytes: () => frame('x', { length: (1n << 63n) - 1n }), code: 1009 },
  'a message that never ends': {
    bytes: () => [
      frame('{', { fin: false }),
      ...Array.from({ length: 1200 }, () => frame('x'.repeat(1000), { opcode: opcodes.continuation, fin: false })),
    ],
    code: 1009,
  },
  'pieces of nothing that never end': {
    bytes: () => [
      frame('', { fin: false }),
      Buffer.concat(Array.from({ length: 200_000 }, () => frame('', { opcode: opcodes.continuation, fin: false }))),
    ],
    code: [1008, 1009],
  },
  // What the protocol does not know.
  'what is not JSON': { bytes: () => message('{'), code: 4400 },
  'nothing at all': { bytes: () => message(''), code: 4400 },
  'a list': { bytes: () => message([]), code: 4400 },
  null: { bytes: () => message('null'), code: 4400 },
  'deep JSON': { bytes: () => message('['.repeat(50_000) + ']'.repeat(50_000)), code: 4400 },
  'a type that is none': { bytes: () => message({ type: 'toString' }), code: 4400 },
  'a type that is a prototype': { bytes: () => message({ type: '__proto__' }), code: 4400 },
  'an answer instead of a question': {
    greeted: true,
    bytes: () => message({ type: 'next', id: '1', payload: {} }),
    code: 4500,
  },
  'a message of the protocol before': {
    greeted: true,
    bytes: () => message({ type: 'start', id: '1', payload: {} }),
    code: 4400,
  },
  'an operation without a document': {
    greeted: true,
    bytes: () => message({ type: 'subscribe', id: '1', payload: {} }),
    code: 4400,
  },
  'an operation without an id': { greeted: true, bytes: () => subscribe('{ __typename }', ''), code: 4400 },
  'an id that is a number': { greeted: true, bytes: () => subscribe('{ __typename }', 1), code: 4400 },
  'an id that is an object': { greeted: true, bytes: () => subscribe('{ __typename }', { toString: 'x' }), code: 4400 },
  'variables that are a list': {
    greeted: true,
    bytes: () => message({ id: '1', type: 'subscribe', payload: { query: '{ __typename }', variables: [] } }),
    code: 4400,
  },
  'several operations at once': {
    greeted: true,
    bytes: () => message({ id: '1', type: 'subscribe', payload: [{ query: '{ __typename }' }] }),
    code: 4400,
  },
  'an operation before init': { bytes: watch, code: 4401 },
  'an operation before the answer to init': { bytes: () => [Buffer.concat([init(), watch()])], code: 4401 },
  'init by nobody': { bytes: () => message({ type: 'connection_init' }), code: 4403 },
  'init with a list of keys': {
    bytes: () => message({ type: 'connection_init', payload: { authorization: [`Bearer ${target.token}`] } }),
    code: 4403,
  },
  'init with a prototype': {
    bytes: () =>
      message(`{"type":"connection_init","payload":{"__proto__":{"authorization":"Bearer ${target.token}"}}}`),
    code: 4403,
  },
  'init with a text': { bytes: () => message({ type: 'connection_init', payload: 'x' }), code: [4400, 4403] },
  'init twice': { greeted: true, bytes: () => init(), code: 4429 },
  'the same id twice': { greeted: true, bytes: () => [watch(), watch()], code: 4409 },
};

describe.concurrent('frames', () => {
  test.each(Object.entries(attacks))('%s: closed, and others are served', async (_name, { greeted, bytes, code }) => {
    const { socket, closeCode, frames } = await openFrames(target.url);
    if (greeted) {
      socket.write(init());
      await waitFor('connection_ack', () => frames().length > 0);
    }
    for (const piece of [bytes()].flat()) socket.write(piece);
    const closed = await closeCode();
    socket.destroy();
    expect([code].flat()).toContain(closed);
    await target.stillServes();
  });
});

const upgradeWith = (...headers: string[]) =>
  ['GET /graphql HTTP/1.1', ...headers, '', ''].join('\r\n').replaceAll('{url}', target.url.slice(7));
const asks = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Protocol: graphql-transport-ws'];
const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
const version = 'Sec-WebSocket-Version: 13';

test.concurrent.each<[string, string[], number]>([
  ['of a page of another site', ['Host: localhost', 'Origin: https://evil.example', ...asks, key, version], 403],
  ['of a page of no site', ['Host: localhost', 'Origin: null', ...asks, key, version], 403],
  ['of a page of another port', ['Host: localhost:1', 'Origin: http://localhost:2', ...asks, key, version], 403],
  ['without a key', ['Host: localhost', ...asks, version], 400],
  ['with a key that is none', ['Host: localhost', ...asks, version, 'Sec-WebSocket-Key: x'], 400],
  ['of a version that is none', ['Host: localhost', ...asks, key, 'Sec-WebSocket-Version: 99'], 400],
  ['to something else', ['Host: localhost', 'Connection: Upgrade', 'Upgrade: tcp', key, version], 400],
  [
    'with an extension that is malformed',
    ['Host: localhost', ...asks, key, version, 'Sec-WebSocket-Extensions: ;;='],
    101,
  ],
  [
    'with a protocol that is malformed',
    ['Host: localhost', ...asks.slice(0, 2), key, version, 'Sec-WebSocket-Protocol: a b'],
    400,
  ],
])('an upgrade %s', async (_name, headers, status) => {
  const answer = await exchange(target.url, upgradeWith(...headers));
  expect(answer.statuses).toEqual([status]);
  if (status !== 101) expect(answer.closed).toBe(true);
  await target.stillServes();
});

test('compression is never agreed on', async () => {
  const offer = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits; server_no_context_takeover';
  const { head, socket } = await openFrames(target.url, [offer]);
  socket.destroy();
  expect(head).toMatch(/^HTTP\/1.1 101/);
  expect(head).not.toMatch(/extensions/i);
});

test('a protocol that is not ours is closed at once', async () => {
  const { socket, closeCode } = await openFrames(target.url, [], 'graphql-ws');
  const code = await closeCode();
  socket.destroy();
  expect(code).toBe(4406);
  await target.stillServes();
});

const open = () => openSocket(target.url, { credential: target.token });

describe('on a socket that was let in', () => {
  const query = 'subscription($id: ID!) { run(id: $id) { id } }';

  test('ten thousand operations are a hundred, and the others are told so', async () => {
    const socket = await open();
    for (let id = 0; id < 10_000; id++) socket.subscribe(query, { id: target.a }, `${id}`);
    await waitFor(
      'all the refusals',
      () => socket.messages.filter(({ type }) => type === 'error').length >= 9900,
      30_000,
    );
    await target.stillServes();
    const refused = socket.messages.filter(({ type }) => type === 'error');
    expect(refused).toHaveLength(9900);
    expect(JSON.stringify(refused.at(-1))).toContain('TOO_MANY_OPERATIONS');
    expect(socket.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('thousands of messages that ask for a sign of life are answered', async () => {
    const socket = await open();
    for (let n = 0; n < 5000; n++) socket.send({ type: 'ping' });
    await target.stillServes();
    await waitFor('the answers', () => socket.messages.filter(({ type }) => type === 'pong').length === 5000);
    expect(socket.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('a flood of pings is cut off', async () => {
    const socket = await open();
    for (let n = 0; n < 50_000; n++) socket.socket.ping();
    expect(await socket.closed).toBe(1006);
    await target.stillServes();
  });

  test.each(['__proto__', 'constructor', 'toString', '\0', '\ud800', '\u202e'])(
    'the id %j is one like any other',
    async (id) => {
      const socket = await open();
      socket.subscribe('{ __typename }', {}, id);
      await waitFor('an answer', () => socket.messages.length > 1);
      expect(socket.messages).toMatchObject([{ type: 'next' }, { type: 'complete' }]);
      expect({}).not.toHaveProperty('payload');
    },
  );

  test("`complete` ends nothing of another socket's", async () => {
    const [mine, theirs] = [await open(), await open()];
    theirs.subscribe(query, { id: target.a }, 'same');
    await waitFor('a state', () => theirs.messages.length > 0);
    for (const id of ['same', 'none', '__proto__']) mine.send({ id, type: 'complete' });
    mine.subscribe('query { __typename }', {}, 'after');
    await waitFor('an answer', () => mine.messages.length > 0);
    expect(theirs.messages.map(({ type }) => type)).toEqual(['next']);
    expect(theirs.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('a very long id is given back, and no more', async () => {
    const socket = await open();
    const id = 'i'.repeat(100_000);
    socket.subscribe('{ __typename }', {}, id);
    await waitFor('an answer', () => socket.messages.length > 1);
    expect(socket.messages).toMatchObject([
      { id, type: 'next' },
      { id, type: 'complete' },
    ]);
    await target.stillServes();
  });

  test('a message in binary is no other than one in text', async () => {
    const socket = await open();
    socket.socket.send(
      Buffer.from(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ apiKeys { id } }' } })),
    );
    await waitFor('an answer', () => socket.messages.length > 0);
    expect(JSON.stringify(socket.messages)).toContain('FORBIDDEN');
    await target.stillServes();
  });
});
