import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useServer } from 'graphql-ws/use/ws';
import type { ExecutionArgs } from 'graphql';
import { createPubSub, createSchema, createYoga } from 'graphql-yoga';
import { WebSocketServer } from 'ws';

interface State {
  status: string;
  progress: { done: number; total: number; message: string; percent: number };
}

type Run = (args: ExecutionArgs) => never;
type SocketArgs = ExecutionArgs & { rootValue: { execute: Run; subscribe: Run } };

const typeDefs = `
  type Query { hello: String }
  type Progress { done: Float total: Float message: String percent: Float }
  type Run { status: String progress: Progress }
  type Subscription { run(id: ID!): Run }
`;

/** The usual fan-out: graphql-ws as Yoga's documentation sets it up, with its publish and subscribe. */
export async function startYogaFanOut(watched: (id: string) => void = () => undefined) {
  const pubSub = createPubSub<{ run: [id: string, state: State] }>();
  const subscribe = (_root: unknown, { id }: { id: string }) => {
    watched(id);
    return pubSub.subscribe('run', id);
  };
  const yoga = createYoga({
    schema: createSchema({
      typeDefs,
      resolvers: { Subscription: { run: { subscribe, resolve: (state: State) => state } } },
    }),
    logging: false,
    graphiql: { subscriptionsProtocol: 'WS' },
  });
  const server = createServer((request, response) => void yoga(request, response));
  const sockets = new WebSocketServer({ server, path: yoga.graphqlEndpoint });
  useServer(
    {
      execute: (args) => (args as SocketArgs).rootValue.execute(args),
      subscribe: (args) => (args as SocketArgs).rootValue.subscribe(args),
      onSubscribe: async (ctx, _id, params) => {
        const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
          ...ctx,
          req: ctx.extra.request,
          socket: ctx.extra.socket,
          params,
        });
        const args = {
          schema,
          operationName: params.operationName,
          document: parse(params.query),
          variableValues: params.variables,
          contextValue: await contextFactory(),
          rootValue: { execute, subscribe },
        };
        const errors = validate(args.schema, args.document);
        return errors.length ? errors : args;
      },
    },
    sockets,
  );
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}${yoga.graphqlEndpoint}`,
    /** To everyone who watches this id; the text holds the beat. */
    publish(id: string, text: string) {
      const message = /beat [^"]*/.exec(text)?.[0];
      const done = Number(/\d+/.exec(message ?? '')?.[0]);
      if (message)
        pubSub.publish('run', id, { status: 'RUNNING', progress: { done, total: 100, message, percent: done } });
    },
    close: () => sockets.close(),
  };
}
