import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Settings } from '../platform/env.ts';
import type { Log } from '../platform/log.ts';
import { connectionLimits, limitConnections, serverOptions } from './connection-limits.ts';
import { listen } from './listen.ts';
import { pathOf } from './path.ts';
import { reply } from './reply.ts';
import { secureHeaders } from './security-headers.ts';

export interface Health {
  ready: boolean;
  body: object;
}

/** The server of a process that serves nothing else: `/live` and `/ready`, as an API has them. */
export function createHealthServer(settings: Settings['http'], health: () => Promise<Health>, log: Log) {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    secureHeaders(request, response, settings.trustedProxies);
    const path = pathOf(request);
    if (path === '/live') return reply(response, 200, { live: true });
    if (path !== '/ready')
      return reply(response, 404, { error: `There is nothing at ${path}, only /live and /ready.` });
    const { ready, body } = await health();
    reply(response, ready ? 200 : 503, body);
  };
  const server = createServer(serverOptions(connectionLimits), (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'request failed');
      response.destroy();
    });
  });
  limitConnections(server, connectionLimits, settings);
  return {
    /** Resolves to the address once connections are accepted. */
    listen: () => listen(server, settings),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
