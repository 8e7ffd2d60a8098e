import { buildSchema, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError, ServiceUnavailableError } from '../src/errors.ts';

/** Errors whose text must reach the log and nobody else. */
export const secret = 'postgres://user:hunter2@db/prod';

const fail = () => {
  throw new Error(secret);
};
const subscribed = (value: unknown) => value;

/** What resolvers do, by type and field. */
const behaviour = {
  Query: {
    hello: { resolve: (_: unknown, { name = 'world' }) => `hello ${name}` },
    fail: { resolve: fail },
    self: { resolve: () => ({}) },
    unavailable: {
      resolve: () => {
        throw new ServiceUnavailableError('Temporal', new Error(secret));
      },
    },
  },
  Mutation: { change: { resolve: () => 'changed' } },
  Subscription: {
    count: {
      resolve: subscribed,
      async *subscribe(_: unknown, { to, thenFail }: { to: number; thenFail?: boolean }) {
        for (let n = 1; n <= to; n++) yield n;
        if (thenFail) fail();
      },
    },
    refuse: {
      subscribe() {
        throw new DomainError('NOT_FOUND', 'There is no such thing.');
      },
    },
    badItem: {
      resolve: (n: number) => (n === 2 ? fail() : n),
      async *subscribe() {
        for (let n = 1; n <= 3; n++) yield n;
      },
    },
    forever: {
      resolve: subscribed,
      async *subscribe() {
        for (let n = 1; ; n++) yield await sleep(20, n);
      },
    },
  },
};

/** The HTTP layer does not care what is served, so this serves what misbehaves. */
export function trouble(): GraphQLSchema {
  const schema = buildSchema(`
    type Query { hello(name: String): String! fail: String unavailable: String self: Query! list(values: [JSON]): Int }
    type Mutation { change: String }
    type Subscription { count(to: Int!, thenFail: Boolean): Int  refuse: Int  badItem: Int! forever: Int }
    scalar JSON
  `);
  for (const [type, fields] of Object.entries(behaviour)) {
    const known = (schema.getType(type) as GraphQLObjectType).getFields();
    for (const [name, functions] of Object.entries(fields)) Object.assign(known[name]!, functions);
  }
  return schema;
}
