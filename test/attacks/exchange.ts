import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Exchange {
  /** Statuses of all answers, in their order. */
  statuses: number[];
  text: string;
  /** Whether the server has hung up. */
  closed: boolean;
}

const quietMs = 250;
const withinMs = 8000;

/** Sends bytes as they are, and returns what came back until the server hung up, or had nothing more to say. */
export async function exchange(url: string, ...pieces: readonly (string | Buffer)[]): Promise<Exchange> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  let text = '';
  let heard = performance.now();
  socket.on('data', (bytes) => {
    heard = performance.now();
    text += bytes.toString('latin1');
  });
  socket.on('error', () => undefined); // being cut off is one
  for (const piece of pieces) socket.write(piece);
  const until = performance.now() + withinMs;
  const quiet = () => text !== '' && performance.now() - heard > quietMs;
  while (!socket.closed && !quiet() && performance.now() < until) await sleep(20);
  const { closed } = socket;
  socket.destroy();
  // Also in the middle of a line: nothing divides an answer from the one before it.
  return { statuses: [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status)), text, closed };
}
