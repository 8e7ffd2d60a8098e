import { createClient, type Client } from 'graphql-ws';
import type { TypedDocumentString } from '../operations/generated.ts';
import { connection } from './connection.ts';
import { asFailure, ApiFailure } from './failure.ts';
import { authorization, session } from './session.ts';

interface Sink<Result> {
  next(result: Result): void;
  failed(failure: ApiFailure): void;
  /** The stream has ended, as that of a run does with the run. */
  ended?(): void;
  /** It begins anew after a lost connection, and does not tell what happened meanwhile. */
  again?(): void;
}

const longestWaitMs = 5000;
const pingMs = 8000;
const pongMs = 5000;

let client: Client | undefined;
let lost = false;
const begunAnew = new Set<() => void>();

/** One socket for all that is followed; it comes back by itself, and each stream begins anew with the state there is. */
function socket(): Client {
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
    retryWait: (tries) => nextTry(Math.min(longestWaitMs, 250 * 2 ** tries) * (0.75 + Math.random() / 2)),
    on: {
      connected: () => {
        connection.set('live');
        if (lost) for (const again of begunAnew) again();
        lost = false;
      },
      closed: (event) => {
        clearTimeout(awaitingPong);
        lost = (event as CloseEvent).code !== 1000;
        connection.set(lost ? 'lost' : 'idle');
        if (isRefusal(event)) session.refused();
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

/** Follows a subscription until what it returns is called. */
export function follow<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  sink: Sink<Result>,
): () => void {
  let over = false;
  const again = () => sink.again?.();
  begunAnew.add(again);
  const stop = socket().subscribe<Result>(
    { query: document.toString(), variables: variables as Record<string, unknown> },
    {
      next({ data, errors }) {
        if (over) return;
        if (errors?.length) sink.failed(asFailure(errors));
        else if (data) sink.next(data);
      },
      error: (error) => {
        begunAnew.delete(again);
        if (!over)
          sink.failed(isRefusal(error) ? new ApiFailure('UNAUTHENTICATED', 'Sign in again.') : asFailure(error));
      },
      complete: () => {
        begunAnew.delete(again);
        if (!over) sink.ended?.();
      },
    },
  );
  return () => {
    over = true;
    begunAnew.delete(again);
    stop();
  };
}

// Whoever signs in or out asks as somebody else from then on.
session.onChange(() => {
  void client?.dispose();
  client = undefined;
});
window.addEventListener('offline', () => client?.terminate());

/** 4401, 4403: not with this key. 4400, 4406, 4409: this page speaks another language than the server. */
const isRefusal = (problem: unknown) =>
  [4400, 4401, 4403, 4406, 4409].includes((problem as Partial<CloseEvent> | null)?.code ?? 0);

/** The wait before the next try, which ends as soon as there is a network again. */
function nextTry(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener('online', done);
  });
}
