import type { FormattedExecutionResult } from 'graphql';
import { once } from 'node:events';
import { WebSocket } from 'ws';

/** What came back, whatever it came over. */
interface Answer {
  /** Of the HTTP response; the close code of the socket, if it was closed; null when there was an answer on a socket that stays open. */
  status: number | null;
  /** All of it, to look for what must not be in it. */
  text: string;
  codes: unknown[];
}

interface Operation {
  query: string;
  variables?: unknown;
  [other: string]: unknown;
}

const withinMs = 10_000;

/** One operation over each of the transports, as the holder of a credential, or of an `Authorization` made up. */
export const transports = {
  HTTP: (url: string, authorization: string | undefined, operation: Operation) =>
    post(url, authorization, operation, 'application/json'),
  SSE: (url: string, authorization: string | undefined, operation: Operation) =>
    post(url, authorization, operation, 'text/event-stream'),
  WebSocket: overSocket,
} as const;
export type Transport = keyof typeof transports;
export const transportNames = Object.keys(transports) as Transport[];

async function post(url: string, authorization: string | undefined, operation: Operation, accept: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...(authorization && { authorization }) },
    body: JSON.stringify(operation),
    signal: AbortSignal.timeout(withinMs),
  });
  return answerOf(response.status, await firstOf(response));
}

/** The body, or of a stream all up to the first result. */
async function firstOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.includes('text/event-stream')) return response.text();
  let text = '';
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (/^data: .+\n\n/m.test(text)) break;
  }
  return /^data: (.+)$/m.exec(text)?.[1] ?? text;
}

async function overSocket(url: string, authorization: string | undefined, operation: Operation): Promise<Answer> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const signal = AbortSignal.timeout(withinMs);
  const closed = once(socket, 'close', { signal }).then(([code]) => answerOf(code as number, '{}'));
  const answered = new Promise<Answer>((resolve) => {
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse((data as Buffer).toString()) as { type: string; payload: unknown };
      if (type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: operation }));
      if (type === 'next') resolve(answerOf(null, JSON.stringify(payload)));
      if (type === 'error') resolve(answerOf(null, JSON.stringify({ errors: payload })));
    });
  });
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: authorization && { authorization } })),
  );
  try {
    return await Promise.race([answered, closed]);
  } finally {
    socket.terminate();
  }
}

function answerOf(status: number | null, text: string): Answer {
  const { errors = [] } = jsonOf(text);
  return { status, text, codes: errors.map(({ extensions }) => extensions?.['code']) };
}

function jsonOf(text: string): FormattedExecutionResult {
  try {
    return JSON.parse(text) as FormattedExecutionResult;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}
