import type { GraphQLSchema } from 'graphql';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createListener } from './http/listener.ts';
import { createMaskError } from './http/mask-error.ts';
import { serveSockets } from './http/sockets.ts';
import { createGraphql } from './http/yoga.ts';
import { SettingsError, type Settings } from './platform/env.ts';
import type { Log } from './platform/log.ts';
import type { Services } from './services/services.ts';

export interface AppDependencies {
  schema: GraphQLSchema;
  services: Services;
  settings: Settings['http'];
  log: Log;
  ready(): Promise<Record<string, string | null>>;
}

/** The API server: GraphQL over HTTP, SSE and WebSocket, and the health endpoints. */
export function createApp(dependencies: AppDependencies) {
  const { settings, log } = dependencies;
  const maskError = createMaskError(log);
  const graphql = createGraphql({ ...dependencies, maskError });
  const listener = createListener({ ...dependencies, graphql });
  const server = createServer((request, response) => {
    listener(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'request failed');
      response.destroy();
    });
  });
  const sockets = serveSockets(server, { graphql, settings, maskError });
  return {
    /** Resolves to the address once connections are accepted. */
    listen: () =>
      new Promise<string>((resolve, reject) => {
        server.once('error', ({ message }) =>
          reject(new SettingsError(`PORT: ${message}. Set another port, or 0 for a free one.`)),
        );
        server.listen(settings.port, settings.host, () => {
          const { port } = server.address() as AddressInfo;
          resolve(`http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`);
        });
      }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await sockets.close();
      server.closeAllConnections();
      await closed;
      await graphql.dispose();
    },
  };
}
