import { once } from 'node:events';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

interface Message {
  id?: string;
  type: string;
  payload?: unknown;
}

/** A graphql-transport-ws connection without a client library: for clients that misbehave. */
export interface OpenSocket {
  socket: WebSocket;
  messages: Message[];
  /** The code it was closed with; 1006 when it was cut. */
  closed: Promise<number>;
  send(message: Message): void;
  subscribe(query: string, variables?: object, id?: string): void;
  /** Stops taking bytes, and goes on. */
  stall(): void;
  resume(): void;
}

export async function openSocket(
  url: string,
  { init = true, credential, headers }: { init?: boolean; credential?: string; headers?: Record<string, string> } = {},
): Promise<OpenSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  onTestFinished(() => socket.terminate());
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse((data as Buffer).toString()) as Message));
  const closed = once(socket, 'close').then(([code]) => code as number);
  closed.catch(() => undefined); // when it is refused, the next line says so
  await once(socket, 'open');
  const tcp = (socket as unknown as { _socket: Socket })._socket; // a paused WebSocket would go on answering pings
  const send = (message: Message) => socket.send(JSON.stringify(message));
  if (init) {
    send({ type: 'connection_init', payload: { ...(credential && { authorization: `Bearer ${credential}` }) } });
    await Promise.race([once(socket, 'message'), closed]);
    messages.length = 0;
  }
  return {
    socket,
    messages,
    closed,
    send,
    subscribe: (query, variables = {}, id = '1') => send({ id, type: 'subscribe', payload: { query, variables } }),
    stall: () => void tcp.pause(),
    resume: () => void tcp.resume(),
  };
}
