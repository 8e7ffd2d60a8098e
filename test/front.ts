import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

/** An HTTP proxy, as there is one in front of an API or of storage, that can be told to spoil things. */
export interface Front {
  url: string;
  /** Where requests go. */
  target: string;
  /** Passes on answers only when they are complete. */
  buffers: boolean;
  /** Tells its target its own name instead of the one that it was asked by. */
  renames: boolean;
  /** Answers so instead of passing on. */
  refuse: ((request: IncomingMessage) => { status: number; body: string } | null) | null;
}

/** Call at the top of a test file, before its stack. */
export function useFront(): Front {
  const plain = { target: '', buffers: false, renames: false, refuse: null };
  const front: Front = { url: '', ...plain };
  const server = createServer((request, response) => pass(front, request, response));
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    front.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return front;
}

function pass(front: Front, request: IncomingMessage, response: ServerResponse): void {
  const refusal = front.refuse?.(request);
  if (refusal) {
    request.resume();
    response.writeHead(refusal.status).end(refusal.body);
    return;
  }
  const { method, headers, url = '/' } = request;
  const to = new URL(url, front.target);
  const far = ask(to, { method, headers: front.renames ? { ...headers, host: to.host } : headers }, (answer) => {
    void (async () => {
      const { statusCode = 502, headers: answered } = answer;
      if (!front.buffers) {
        response.writeHead(statusCode, answered);
        response.flushHeaders();
        answer.pipe(response);
        return;
      }
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part as Buffer);
      response.writeHead(statusCode, answered).end(Buffer.concat(parts));
    })();
  });
  far.on('error', () => response.destroy());
  response.on('close', () => far.destroy());
  request.pipe(far);
}
