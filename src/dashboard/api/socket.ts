import { createClient, type Client } from 'graphql-ws';
import { connection } from './connection.ts';
import { pause } from './pause.ts';
import { authorization, session } from './session.ts';

const waits = { firstMs: 250, longestMs: 5000 };
const pingMs = 8000;
const pongMs = 5000;

let client: Client | undefined;
let lost = false;

/** Called once the socket is there again that was lost, before the streams on it begin anew. */
export const begunAnew = new Set<() => void>();

/** One socket for all that is followed; it comes back by itself, and each stream begins anew with the state there is. */
export function socket(): Client {
  client ??= connect();
  return client;
}

function connect(): Client {
  let awaitingPong: ReturnType<typeof setTimeout> | undefined;
  const created = createClient({
    url: new URL('/graphql', location.href).href.replace(/^http/, 'ws'),
    connectionParams: authorization,
    lazyCloseTimeout: 2000,
    keepAlive: pingMs,
    retryAttempts: Infinity,
    // The server has said that it will not have this key; anything else is worth another try.
    shouldRetry: (problem) => !isRefusal(problem),
    retryWait: (tries) => pause(tries, waits),
    on: {
      connected: () => {
        connection.set('live');
        if (lost) for (const again of begunAnew) again();
        lost = false;
      },
      closed: (event) => {
        clearTimeout(awaitingPong);
        const refused = isRefusal(event);
        lost = !refused && (event as CloseEvent).code !== 1000;
        connection.set(lost ? 'lost' : 'idle'); // nothing comes back by itself that was refused
        if (refused) session.refused();
      },
      // A network that is gone closes nothing: a socket that does not answer is given up.
      ping: (received) => {
        if (!received) awaitingPong = setTimeout(() => created.terminate(), pongMs);
      },
      pong: (received) => {
        if (received) clearTimeout(awaitingPong);
      },
    },
  });
  return created;
}

// Whoever signs in or out asks as somebody else from then on.
session.onChange(() => {
  void client?.dispose();
  client = undefined;
});
window.addEventListener('offline', () => client?.terminate());

/** 4401, 4403: not with this key. 4400, 4406, 4409: this page speaks another language than the server. */
export const isRefusal = (problem: unknown) =>
  [4400, 4401, 4403, 4406, 4409].includes((problem as Partial<CloseEvent> | null)?.code ?? 0);
