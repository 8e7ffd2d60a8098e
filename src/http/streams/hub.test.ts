import { createClient } from 'graphql-ws';
import { readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { serveLive, type LiveServer } from '../../../test/live-server.ts';
import { sse } from '../../../test/sse-client.ts';
import { accessOfScope, scopeOf } from '../../services/access/access.ts';
import { anyone } from '../../services/access/caller.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { connect } from '../../../test/wire.ts';
import { createLog } from '../../platform/log.ts';

const query = 'subscription ($of: ID!) { state(of: $of) { n } }';

interface Watcher {
  /** The numbers of the states it was shown. */
  seen: number[];
  errors: unknown[];
  /** How it ended. */
  over: Promise<'completed' | 'broken off'>;
  leave(): void;
}

/** Over a socket of its own. */
function overSocket({ url }: LiveServer, of: string, text = query): Watcher {
  const client = connect(url);
  const seen: number[] = [];
  const errors: unknown[] = [];
  let leave: (() => void) | undefined;
  const over = new Promise<'completed' | 'broken off'>((resolve) => {
    leave = client.subscribe<{ state: { n: number } }>(
      { query: text, variables: { of } },
      {
        next({ data, errors: wrong }) {
          if (data?.state) seen.push(data.state.n);
          errors.push(...(wrong ?? []));
        },
        error(error) {
          if (Array.isArray(error)) errors.push(...(error as unknown[]));
          resolve('broken off');
        },
        complete: () => resolve('completed'),
      },
    );
  });
  return { seen, errors, over, leave: () => leave?.() };
}

function overSse({ url }: LiveServer, of: string, text = query): Watcher {
  const seen: number[] = [];
  const errors: unknown[] = [];
  const gone = new AbortController();
  const follow = async () => {
    let completed = false;
    for await (const { event, data } of sse(url, text, { of }, { signal: gone.signal })) {
      completed ||= event === 'complete';
      const state = (data?.data as { state?: { n: number } } | undefined)?.state;
      if (state) seen.push(state.n);
      errors.push(...(data?.errors ?? []));
    }
    return completed;
  };
  const over = follow().then(
    (completed) => (completed ? ('completed' as const) : ('broken off' as const)),
    () => 'broken off' as const,
  );
  return { seen, errors, over, leave: () => gone.abort() };
}

const showing = (watchers: Watcher[], n: number) =>
  waitFor(`state ${n} at all`, () => watchers.every(({ seen }) => seen.at(-1) === n));

test('subscribers over both transports get one execution, and who comes late the newest state at once', async () => {
  const server = await serveLive();
  const early = [overSocket, overSse, overSocket, overSse, overSocket].map((watch) => watch(server, 'a'));
  await waitFor('the execution', () => server.following('a') === 1);
  server.put('a', 1);
  await showing(early, 1);
  const late = [overSocket(server, 'a'), overSse(server, 'a')];
  await showing(late, 1); // nothing was put since
  const all = [...early, ...late];
  server.put('a', 2);
  await showing(all, 2);
  expect(server.opened).toEqual(['a']);
  server.put('a', 3);
  server.end('a');
  expect(await Promise.all(all.map(({ over }) => over))).toEqual(all.map(() => 'completed'));
  for (const { seen } of all) expect(seen.at(-1)).toBe(3);
});

test('what differs in a variable, a word or by its field is executed apart', async () => {
  const server = await serveLive();
  const watchers = [
    overSocket(server, 'a'),
    overSse(server, 'b'),
    overSocket(server, 'a', query.replace('{ n }', '{ n of }')),
    ...[overSocket, overSse].map((watch) => watch(server, 'a', query.replace('state(of', 'state: log(of'))),
  ];
  await waitFor('the executions', () => server.following() === 5);
  expect(server.opened.toSorted()).toEqual(['a', 'a', 'a', 'a', 'b']);
  server.put('a', 1);
  server.put('b', 2);
  await waitFor('states', () => watchers.every(({ seen }) => seen.length === 1));
  expect(watchers.map(({ seen }) => seen[0])).toEqual([1, 2, 1, 1, 1]);
});

test('a state in which nothing has changed of what was asked for is not sent again', async () => {
  const server = await serveLive();
  const sparing = [overSocket, overSse].map((watch) => watch(server, 'a', query.replace('{ n }', '{ of }')));
  const all = overSocket(server, 'a');
  await waitFor('the executions', () => server.following('a') === 2);
  for (const n of [1, 2, 3]) {
    server.put('a', n);
    await showing([all], n);
  }
  server.end('a');
  expect(await Promise.all([...sparing, all].map(({ over }) => over))).toEqual(Array(3).fill('completed'));
  expect(all.seen).toEqual([1, 2, 3]);
  for (const { seen } of sparing) expect(seen).toHaveLength(1);
});

test('nothing of the client that came first is within reach of what others share', async () => {
  const server = await serveLive();
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: 'Bearer first-secret' },
  });
  onTestFinished(() => void client.dispose());
  const states = client.iterate({
    query,
    variables: { of: 'a', undeclared: 'second-secret' },
    extensions: { note: 'third-secret' },
  });
  void states.next();
  await waitFor('the execution', () => server.following('a') === 1);
  const { params, caller, request, extra, connectionParams } = server.context();
  expect({ params, caller, request, extra, connectionParams }).toEqual({
    params: { query, operationName: null, variables: { of: 'a' } },
    caller: { ...anyone, actor: 'shared', access: accessOfScope(scopeOf(anyone.access)) },
  });
  expect(Object.keys(server.context()).toSorted()).toEqual(['caller', 'params', 'services', 'shared']);
});

test('the execution ends with the last who leaves, and begins again with who comes back', async () => {
  const server = await serveLive();
  for (let round = 1; round <= 5; round++) {
    const [one, two] = [overSocket(server, 'a'), overSse(server, 'a')];
    await waitFor('one execution', () => server.following('a') === 1);
    server.put('a', round);
    await showing([one, two], round);
    one.leave();
    await one.over;
    server.put('a', round + 100);
    await showing([two], round + 100);
    two.leave();
    await waitFor('no execution', () => server.following('a') === 0);
    expect(server.opened).toHaveLength(round);
  }
});

test('who joins while the last one leaves is served', async () => {
  const server = await serveLive();
  const client = connect(server.url);
  for (let n = 1; n <= 8; n++) {
    const one = client.iterate({ query, variables: { of: 'a' } });
    void one.next();
    await waitFor('an execution', () => server.following('a') === 1);
    // Both messages are in one packet: the second operation comes as the first one goes.
    void one.return?.();
    const two = client.iterate({ query, variables: { of: 'a' } });
    const state = two.next();
    let told = false;
    void state.then(() => (told = true));
    await waitFor('a state', () => (server.put('a', n), told));
    expect((await state).value).toEqual({ data: { state: { n } } });
    await two.return?.();
    await waitFor('no execution', () => server.following('a') === 0);
  }
});

test('everyone is told why it ended, after the last state', async () => {
  const server = await serveLive();
  const all = [overSocket(server, 'a'), overSse(server, 'a'), overSocket(server, 'a')];
  await waitFor('the execution', () => server.following('a') === 1);
  server.put('a', 1);
  await showing(all, 1);
  server.put('a', 2);
  server.end('a', new Error('secret'));
  await Promise.all(all.map(({ over }) => over));
  for (const { seen, errors } of all) {
    expect(seen.at(-1)).toBe(2);
    expect(errors).toMatchObject([
      { message: 'Something went wrong on our side.', extensions: { code: 'INTERNAL_ERROR' } },
    ]);
  }
  const ids = all.map(({ errors }) => (errors[0] as { extensions: { id: string } }).extensions.id);
  expect(new Set(ids).size).toBe(1); // one failure, one line in the log
});

test('and so it is of a subscription that is refused; nobody is refused because of who came before', async () => {
  const server = await serveLive();
  for (let round = 1; round <= 2; round++) {
    const all = [overSocket(server, 'nothing'), overSse(server, 'nothing')];
    expect(await Promise.all(all.map(({ over }) => over))).toEqual(['completed', 'completed']);
    for (const { errors } of all) expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  }
  expect(server.opened.length).toBeGreaterThanOrEqual(2);
});

test('a result that cannot be written down ends it for everyone, and what makes the states', async () => {
  const server = await serveLive();
  const text = query.replace('{ n }', '{ n nested(levels: 200000) }');
  const all = [overSocket, overSse].map((watch) => watch(server, 'a', text));
  let over = 0;
  for (const watcher of all) void watcher.over.then(() => over++);
  await waitFor('the end of all', () => (server.put('a', 1), over === all.length));
  for (const { errors } of all) expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_ERROR' } }]);
  await waitFor('no execution', () => server.following('a') === 0);
});

test('the log has a line for each who shared, none for the execution', async () => {
  const file = path.join(os.tmpdir(), `tempograph-hub-${process.pid}.log`);
  onTestFinished(() => rmSync(file, { force: true }));
  const server = await serveLive({}, createLog('info', file));
  const text = query.replace('subscription', 'subscription Shared');
  const all = [overSocket(server, 'a', text), overSse(server, 'a', text), overSocket(server, 'a', text)];
  const refused = [overSocket(server, 'nothing', text), overSse(server, 'nothing', text)];
  await waitFor('the execution', () => server.following('a') === 1);
  server.put('a', 1);
  await showing(all, 1);
  const lines = (count: number) =>
    waitFor(`${count} lines`, () => {
      const found = readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.includes('"operation":"Shared"'));
      return found.length >= count && found.map((line) => JSON.parse(line) as { codes: string[]; kind: string });
    });
  all[0]!.leave();
  await lines(3);
  server.end('a', new Error('secret'));
  await Promise.all([...all, ...refused].map(({ over }) => over));
  const logged = await lines(5);
  expect(logged.map(({ codes }) => codes.join()).toSorted()).toEqual([
    '',
    'INTERNAL_ERROR',
    'INTERNAL_ERROR',
    'NOT_FOUND',
    'NOT_FOUND',
  ]);
  expect(logged.every(({ kind }) => kind === 'subscription')).toBe(true);
});

test('who leaves while it is being opened leaves nothing behind', async () => {
  const server = await serveLive();
  for (const text of [query, query.replace('state(of', 'state: log(of')]) {
    for (const watch of [overSocket, overSse]) {
      const before = server.opened.length;
      const watcher = watch(server, 'later', text);
      await waitFor('the request', () => server.opened.length > before);
      watcher.leave();
      await waitFor('its end', () => server.ended() > before);
    }
  }
});
