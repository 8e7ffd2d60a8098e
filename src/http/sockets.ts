import { useServer } from 'graphql-ws/use/ws';
import type { ExecutionArgs } from 'graphql';
import type { IncomingMessage, Server } from 'node:http';
import { WebSocketServer } from 'ws';
import type { Settings } from '../platform/env.ts';
import { isForeign } from './origin.ts';
import type { Graphql } from './yoga.ts';

type Enveloped = ReturnType<Graphql['getEnveloped']>;
type SocketArgs = ExecutionArgs & { rootValue: Pick<Enveloped, 'execute' | 'subscribe'> };

/** GraphQL over WebSocket (graphql-transport-ws), through the same plugins as HTTP. Returns what ends all sockets. */
export function serveSockets(server: Server, graphql: Graphql, settings: Settings['http']) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: settings.maxBodyBytes });
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    if (new URL(request.url ?? '', 'http://localhost').pathname !== '/graphql') return refuse(socket, '404 Not Found');
    if (isForeign(request, settings.host, settings.corsOrigins)) return refuse(socket, '403 Forbidden');
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });
  const protocol = useServer(
    {
      // The functions of one operation travel in its root value: graphql-ws has no other place for them.
      execute: (args) => (args as SocketArgs).rootValue.execute(args),
      subscribe: (args) => (args as SocketArgs).rootValue.subscribe(args),
      onSubscribe: async (context, _id, params) => {
        const { schema, execute, subscribe, contextFactory, parse, validate } = graphql.getEnveloped({
          ...context,
          request: context.extra.request,
          params,
        });
        const document = parse(params.query);
        const errors = validate(schema, document);
        if (errors.length > 0) return errors;
        return {
          schema,
          operationName: params.operationName,
          document,
          variableValues: params.variables,
          contextValue: await contextFactory(),
          rootValue: { execute, subscribe },
        };
      },
    },
    sockets,
  );
  return { close: async () => protocol.dispose() };
}

function refuse(socket: NodeJS.WritableStream, status: string) {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
