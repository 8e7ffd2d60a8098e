import { useServer } from 'graphql-ws/use/ws';
import type { ExecutionArgs } from 'graphql';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Settings } from '../platform/env.ts';
import type { MaskError } from './mask-error.ts';
import { isForeign } from './origin.ts';
import { pathOf } from './path.ts';
import type { Graphql } from './yoga.ts';

type Enveloped = ReturnType<Graphql['getEnveloped']>;
type SocketArgs = ExecutionArgs & { rootValue: Pick<Enveloped, 'execute' | 'subscribe'> };

/** Clients are told that the server goes; one that has not answered by then is cut off. */
const goodbyeMs = 1000;

interface SocketsOptions {
  graphql: Graphql;
  settings: Settings['http'];
  maskError: MaskError;
}

/** GraphQL over WebSocket (graphql-transport-ws), through the same plugins as HTTP. Returns what ends all sockets. */
export function serveSockets(server: Server, { graphql, settings, maskError }: SocketsOptions) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: settings.maxBodyBytes });
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    if (pathOf(request) !== '/graphql') return refuse(socket, '404 Not Found');
    if (isForeign(request, settings.host, settings.corsOrigins)) return refuse(socket, '403 Forbidden');
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });
  const protocol = useServer(
    {
      // The functions of one operation travel in its root value: graphql-ws has no other place for them.
      execute: (args) => (args as SocketArgs).rootValue.execute(args),
      subscribe: (args) => (args as SocketArgs).rootValue.subscribe(args),
      onSubscribe: async (context, _id, params) => {
        // Without the request: it is a GET, and by GET Yoga refuses mutations.
        const { schema, execute, subscribe, contextFactory, parse, validate } = graphql.getEnveloped({
          ...context,
          params,
        });
        try {
          const document = parse(params.query);
          const errors = validate(schema, document);
          if (errors.length > 0) return errors.map(maskError);
          return {
            schema,
            operationName: params.operationName,
            document,
            variableValues: params.variables,
            contextValue: await contextFactory(),
            rootValue: { execute, subscribe },
          };
        } catch (error) {
          return [maskError(error)]; // what is thrown here would end the socket, and all its other operations
        }
      },
    },
    sockets,
  );
  return {
    async close() {
      const closed = protocol.dispose();
      const impatient = setTimeout(() => sockets.clients.forEach((client) => client.terminate()), goodbyeMs);
      await closed;
      clearTimeout(impatient);
    },
  };
}

function refuse(socket: Duplex, status: string) {
  // Nobody else listens here any more: a client that hangs up first would end the process.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
