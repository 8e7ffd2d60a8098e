import { createClient, type Client } from 'graphql-ws';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect } from 'vitest';
import { WebSocket } from 'ws';
import { useStack, type Stack } from '../stack.ts';
import { waitFor } from '../wait-for.ts';

/** A server as it is on the internet: off loopback, with keys, two runs, and somebody who is served all the time. */
export interface Target {
  stack: Stack;
  url: string;
  /** Of the environment. */
  adminKey: string;
  viewer: string;
  operator: string;
  /** For run `a` only. */
  token: string;
  a: string;
  b: string;
  /** Fails unless a good client is answered soon, over HTTP and on the socket it has had all the time. */
  stillServes(): Promise<void>;
}

/** A deadline: a good answer takes some milliseconds on a machine that has nothing else to do. */
const soonMs = 15_000;

/** Call at the top of a test file. At the end of it, no attack may have been an error of the server's own. */
export function useTarget(env: Record<string, string> = {}): Target {
  const adminKey = randomUUID() + randomUUID();
  const stack = useStack({
    fixtures: true,
    worker: false,
    // What counts how often somebody asks has its own tests, and would hide what is refused for what it is.
    env: { HOST: '0.0.0.0', ADMIN_API_KEY: adminKey, RATE_LIMIT: '0', AUTH_FAILURE_LIMIT: '1000000', ...env },
  });
  const target = { stack, adminKey } as Target;
  let good: Client;

  beforeAll(async () => {
    target.url = stack.url.replace('0.0.0.0', '127.0.0.1');
    const runs = ['a', 'b'].map((name) => stack.start('probe', { name: name + randomUUID() }));
    [target.a, target.b] = (await Promise.all(runs)).map(({ id }) => id) as [string, string];
    const made = await stack.graphql(
      `mutation($runs: [ID!]) {
        viewer: createApiKey(input: { name: "viewer", role: VIEWER }) { ... on ApiKeyCreated { secret } }
        operator: createApiKey(input: { name: "operator", role: OPERATOR }) { ... on ApiKeyCreated { secret } }
        createAccessToken(input: { runs: $runs, permissions: [WATCH, CANCEL] }) { ... on AccessToken { token } }
      }`,
      { runs: [target.a] },
    );
    const { viewer, operator, createAccessToken } = made.data as Record<string, Record<string, string>>;
    Object.assign(target, { viewer: viewer!['secret'], operator: operator!['secret'], ...createAccessToken });
    let closed = '';
    good = createClient({
      url: `${target.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazy: false,
      connectionParams: { authorization: `Bearer ${target.viewer}` },
      onNonLazyError: (error) => (closed = String(error)),
      on: { closed: (event) => (closed = String((event as { code: number }).code)) },
    });
    const question = { query: 'query($id: ID!) { run(id: $id) { id status } }', variables: { id: target.a } };
    const answer = { data: { run: { id: target.a, status: 'RUNNING' } } };
    target.stillServes = async () => {
      const signal = AbortSignal.timeout(soonMs);
      const headers = { authorization: `Bearer ${target.token}`, 'content-type': 'application/json' };
      const ask = async () => {
        const body = JSON.stringify(question);
        const response = await fetch(`${target.url}/graphql`, { method: 'POST', headers, body, signal });
        return response.text();
      };
      const first = await ask();
      // A busy machine's database may miss its deadline once; a client asks again then, and is answered.
      const text = first.includes('SERVICE_UNAVAILABLE') ? await ask() : first;
      expect(JSON.parse(text)).toEqual(answer);
      expect(closed).toBe('');
      const hear = async () => (await Promise.race([good.iterate(question).next(), ends(signal)])).value as object;
      const heard = await hear();
      expect(JSON.stringify(heard).includes('SERVICE_UNAVAILABLE') ? await hear() : heard).toEqual(answer);
    };
    await target.stillServes();
  });

  afterAll(async () => {
    await good?.dispose();
    const last = `last-${randomUUID()}`;
    await stack.graphql(`query ${last.replaceAll('-', '_')} { __typename }`);
    // The log is written a moment later than what it tells of.
    const log = await waitFor('the end of the log', () => {
      const text = readFileSync(stack.logFile, 'utf8');
      return text.includes(last.replaceAll('-', '_')) && text;
    });
    const lines = log.split('\n').filter(Boolean);
    const errors = lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 50);
    expect(errors.map((line) => line.slice(0, 1500))).toEqual([]);
  });

  return target;
}

const ends = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(new Error('The good client was not answered in time.'))),
  );
