import { once } from 'node:events';
import net from 'node:net';
import { onTestFinished } from 'vitest';

interface Operation {
  query: string;
  variables?: object;
}

/** SSE responses as bytes: to be read slowly, or not at all. Several operations are asked for at once, on one connection. */
export async function openEvents(url: string, ...operations: Operation[]) {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined); // being cut off is one
  const headers = ['Host: localhost', 'Content-Type: application/json', 'Accept: text/event-stream'];
  const requests = operations.map((operation) => {
    const body = JSON.stringify(operation);
    return ['POST /graphql HTTP/1.1', ...headers, `Content-Length: ${body.length}`, '', body].join('\r\n');
  });
  socket.write(requests.join(''));
  await once(socket, 'readable');
  return socket;
}
