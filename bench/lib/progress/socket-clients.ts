/** Watchers as browsers are: each a WebSocket, all of them in this process. Speaks graphql-transport-ws, or plain text. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { decodeBeat, sharedNow } from './beats.ts';
import { serve } from './remote.ts';
import { createScreen, summary, type Screen } from './seen.ts';

interface Watch {
  url: string;
  /** Whom to watch, one watcher each; empty for a server that sends everything to everyone. */
  ids: string[];
  /** Wait until every watcher was sent something. */
  answered: boolean;
}

const query = 'subscription($id: ID!) { run(id: $id) { status progress { done total message percent } } }';
const connectAtOnce = 100;
/** A promise and what fulfils it. */
function deferred() {
  const resolvers: (() => void)[] = [];
  const promise = new Promise<void>((done) => void resolvers.push(done));
  return { promise, resolve: resolvers[0]! };
}
let sockets: WebSocket[] = [];
let screens: Screen[] = [];
let stalled = 0;
/** Of each beat: when the first and when the last watcher had it, and how many. */
let arrivals = new Map<number, { made: number; first: number; last: number; count: number }>();

async function connect(url: string, id: string | undefined, answered: boolean) {
  const socket = new WebSocket(url, id === undefined ? [] : 'graphql-transport-ws', { perMessageDeflate: false });
  const screen = createScreen();
  const { promise: first, resolve } = deferred();
  socket.on('message', (data: Buffer) => {
    const now = sharedNow();
    const text = data.toString('latin1');
    if (text.includes('"type":"connection_ack"')) {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { id } } }));
      if (!answered) resolve();
      return;
    }
    if (text.includes('"type":"ping"')) return socket.send('{"type":"pong"}');
    if (text.includes('"errors"')) throw new Error(text);
    resolve();
    screen.show(text, now);
    const beat = decodeBeat(text);
    if (beat) arrive(beat.number, beat.at, now);
  });
  await once(socket, 'open');
  if (id === undefined) resolve();
  else socket.send('{"type":"connection_init"}');
  await first;
  sockets.push(socket);
  screens.push(screen);
}

function arrive(number: number, made: number, now: number) {
  const arrival = arrivals.get(number);
  if (!arrival) arrivals.set(number, { made, first: now, last: now, count: 1 });
  else Object.assign(arrival, { last: now, count: arrival.count + 1 });
}

serve({
  async watch({ url, ids, answered }: Watch) {
    for (let next = 0; next < ids.length; next += connectAtOnce) {
      await Promise.all(ids.slice(next, next + connectAtOnce).map((id) => connect(url, id || undefined, answered)));
    }
  },
  /** The first so many read nothing more, and do not count in what is seen. */
  async stall(count: number) {
    for (const socket of sockets.slice(0, count)) socket.pause();
    stalled = count;
  },
  seen: () => summary(screens.slice(stalled)),
  arrivals: () => [...arrivals.values()],
  async leave() {
    const closed = sockets.map((socket) => once(socket, 'close'));
    for (const socket of sockets) socket.terminate();
    await Promise.all(closed);
    [sockets, screens, arrivals, stalled] = [[], [], new Map(), 0];
    return 0;
  },
});
