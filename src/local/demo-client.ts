import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** A failure with the code of the API, shown as `CODE: message`. */
export class DemoFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface GraphQLAnswer<T> {
  data?: T | null;
  errors?: readonly { message: string; extensions?: { code?: unknown } }[];
}

/** A client of the product's own API that knows nothing of its inside: what any front end could do. */
export interface DemoClient {
  request<T>(query: string, variables: object): Promise<T>;
  /** States as they come, until the server has sent the last one. */
  subscribe<T extends object>(query: string, variables: Record<string, unknown>): AsyncIterable<T>;
  close(): Promise<void>;
}

/** `key`: null where none is asked for. */
export function createDemoClient(url: string, key: string | null, signal: AbortSignal): DemoClient {
  const endpoint = new URL('/graphql', url);
  const socketUrl = new URL(endpoint);
  socketUrl.protocol = endpoint.protocol.replace('http', 'ws');
  // Node 20 has no WebSocket of its own.
  const authorization: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  const socket = createClient({
    url: socketUrl.href,
    webSocketImpl: WebSocket,
    retryAttempts: 10,
    connectionParams: authorization,
  });
  return {
    async request<T>(query: string, variables: object) {
      const answer = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization },
        body: JSON.stringify({ query, variables }),
        signal,
      });
      const body: GraphQLAnswer<T> = JSON.parse(await answer.text());
      return dataOf(body);
    },
    async *subscribe<T extends object>(query: string, variables: Record<string, unknown>) {
      const states = socket.iterate<T>({ query, variables });
      // Ending a wait for the next state from outside is possible only by closing the connection.
      const abort = () => void socket.dispose();
      signal.addEventListener('abort', abort, { once: true });
      try {
        for await (const state of states) yield dataOf<T>(state);
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    close: async () => socket.dispose(),
  };
}

function dataOf<T>({ data, errors }: GraphQLAnswer<T>): T {
  const [error] = errors ?? [];
  if (error) {
    const code = error.extensions?.code;
    throw new DemoFailure(typeof code === 'string' ? code : 'GRAPHQL_ERROR', error.message);
  }
  if (!data) throw new DemoFailure('GRAPHQL_ERROR', 'The API answered without data.');
  return data;
}
