import { createClient, type Client } from 'graphql-ws';
import { once } from 'node:events';
import net from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { sse } from './sse-client.ts';

/** The headers with which a request asks to become a WebSocket. */
export const upgrade =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

/** A socket of its own per test. */
export function connect(url: string): Client {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  onTestFinished(() => void client.dispose());
  return client;
}

/** Every message of one operation over a WebSocket, and the error it ended with, if it did. */
export async function overSocket(client: Client, query: string, variables?: Record<string, unknown>) {
  const results: unknown[] = [];
  const errors = await (async () => {
    for await (const result of client.iterate({ query, variables })) results.push(result);
  })().catch((error: unknown) => error);
  return { results, errors };
}

/** Every event of one operation over server-sent events. */
export async function overSse(url: string, query: string) {
  const events = [];
  for await (const event of sse(url, query)) events.push(event);
  return events;
}

/** Bytes as they are, for what no client would send; resolves to what came back until the server hung up. */
export async function raw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  socket.write(text);
  let received = '';
  socket.on('data', (bytes) => (received += String(bytes)));
  await once(socket, 'close');
  return received;
}
