import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Settings } from '../platform/env.ts';
import type { Log } from '../platform/log.ts';
import { sleep } from '../platform/sleep.ts';
import { connectionLimits, limitConnections, serverOptions } from './connection-limits.ts';
import { listen } from './listen.ts';
import { requestIdHeader } from './request-id.ts';

/** Answers requests. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** The HTTP server of a process. It may listen before all that will answer is there. */
export interface HttpServer {
  /** Who answers from now on. Without an `upgrade` sockets are refused. */
  answer(listener: Listener, upgrade?: Upgrade): void;
  /** Resolves to the address once connections are accepted. */
  listen(): Promise<string>;
  /** Takes no connection any more, answers the requests that there are, and cuts off who takes too long for that. */
  close(): Promise<void>;
}

export function createHttpServer(settings: Settings['http'], log: Log, limits = connectionLimits): HttpServer {
  let current: Listener;
  let listening: Promise<string> | undefined;
  const underWay = new Set<ServerResponse>();
  const server = createServer(serverOptions(limits), (request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    current(request, response).catch((error: unknown) => {
      log.error({ err: error, requestId: response.getHeader(requestIdHeader) }, 'request failed');
      response.destroy();
    });
  });
  limitConnections(server, limits, settings);
  return {
    answer(listener, upgrade) {
      current = listener;
      server.removeAllListeners('upgrade');
      if (upgrade) server.on('upgrade', upgrade);
    },
    listen: () => (listening ??= listen(server, settings)),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      const answered = [...underWay].map((response) => new Promise((resolve) => response.once('close', resolve)));
      const done = new AbortController();
      await Promise.race([Promise.all(answered), sleep(limits.goodbyeMs, done.signal)]);
      done.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}
