import { setTimeout as sleep } from 'node:timers/promises';
import { buildSchema, type GraphQLObjectType } from 'graphql';
import { onTestFinished } from 'vitest';
import { createApp } from '../src/app.ts';
import { DomainError } from '../src/errors.ts';
import { streamLimits, type StreamLimits } from '../src/http/streams/limits.ts';
import { readSettings } from '../src/platform/env.ts';
import { createLog, type Log } from '../src/platform/log.ts';
import { createMailbox, type Mailbox } from '../src/services/progress/mailbox.ts';
import { openGate } from './open-gate.ts';
import type { Services } from '../src/services/services.ts';

interface State {
  of: string;
  n: number;
}

/** Subscriptions whose states a test makes. */
export interface LiveServer {
  url: string;
  /** One name per execution, in their order: how often each was asked for. */
  opened: string[];
  /** What resolvers found in the context of the execution that was last opened. */
  context(): Record<string, unknown>;
  /** Executions under way. */
  following(of?: string): number;
  /** Executions that were left or have ended. */
  ended(): number;
  put(of: string, n: number): void;
  end(of: string, error?: unknown): void;
  close(): Promise<void>;
}

/**
 * The HTTP layer over states that the test makes: `state` is shared, `log` is not. `text` makes a result large,
 * `nested` one that cannot be written as JSON when it is deep enough, `later` takes a while to open. It is closed when the test has finished.
 */
export async function serveLive(
  limits: Partial<StreamLimits> = {},
  log: Log = createLog('silent'),
): Promise<LiveServer> {
  const boxes = new Map<Mailbox<State>, string>();
  const of = (name: string) => [...boxes].filter(([, its]) => its === name).map(([box]) => box);
  const opened: string[] = [];
  let context: Record<string, unknown> = {};
  let ended = 0;
  const subscribe = async (_: unknown, { of: name }: { of: string }, given: Record<string, unknown>) => {
    opened.push(name);
    context = given;
    if (name === 'nothing') throw new DomainError('NOT_FOUND', 'There is no such thing.');
    if (name === 'later') await sleep(300);
    const box = createMailbox<State>(() => {
      boxes.delete(box);
      ended++;
    });
    boxes.set(box, name);
    return box.values;
  };
  const schema = buildSchema(`
    type Query { hello: String }
    type Subscription { state(of: ID!, more: Int): State!  log(of: ID!): State! }
    type State { of: ID! n: Int! text(length: Int!): String! nested(levels: Int!): JSON }
    scalar JSON
  `);
  const { state, log: logged } = schema.getSubscriptionType()!.getFields();
  Object.assign(state!, { subscribe, resolve: (value: State) => value, extensions: { shared: true } });
  Object.assign(logged!, { subscribe, resolve: (value: State) => value });
  const { text, nested } = (schema.getType('State') as GraphQLObjectType).getFields();
  Object.assign(text!, {
    resolve: ({ n }: State, { length }: { length: number }) => String(n).padEnd(length, '.'),
  });
  Object.assign(nested!, {
    resolve: (_: State, { levels }: { levels: number }) => {
      let value: unknown[] = [];
      for (let level = 1; level < levels; level++) value = [value];
      return value;
    },
  });
  const app = createApp({
    schema,
    services: {} as Services, // nothing in this schema asks for one
    failureLimit: 100,
    gate: openGate,
    settings: readSettings({ PORT: '0' }).http,
    log,
    ready: async () => ({}),
    limits: { ...streamLimits, ...limits },
  });
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= app.close());
  onTestFinished(close);
  return {
    url: await app.listen(),
    opened,
    context: () => context,
    following: (name) => (name === undefined ? boxes.size : of(name).length),
    ended: () => ended,
    put: (name, n) => of(name).forEach((box) => box.put({ of: name, n })),
    end: (name, error) => of(name).forEach((box) => box.end(error)),
    close,
  };
}
