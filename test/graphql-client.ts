import type { FormattedExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
import { WebSocket } from 'ws';

type Data = Record<string, unknown>;

export interface TestRun {
  id: string;
  /** The states a subscriber sees, until the run has ended. */
  states(selection?: string): AsyncIterable<RunState>;
  /** The last of them. */
  end(selection?: string): Promise<RunState>;
  /** Asks it to stop. Resolves once the API has said yes, which is before the run has ended. */
  cancel(): Promise<void>;
}

/** What `states` selects besides the extra selection. */
export interface RunState {
  status: string;
  progress: {
    percent: number | null;
    step: string | null;
    message: string | null;
    done: number | null;
    total: number | null;
    [extra: string]: unknown;
  };
  failure: { code: string; message: string; step: string | null; attempts: number | null } | null;
  resultJson: Data | null;
  [extra: string]: unknown;
}

/** The API as a client sees it: HTTP for queries, WebSocket for subscriptions. */
export interface GraphqlClient {
  graphql(query: string, variables?: object): Promise<FormattedExecutionResult<Data>>;
  subscribe(query: string, variables?: object): AsyncIterable<FormattedExecutionResult<Data, unknown>>;
  /** Calls the workflow's start mutation and fails with its error, if it is one. */
  start(workflow: string, input: object, options?: object): Promise<TestRun>;
  run(id: string): TestRun;
}

const state = `status progress { percent step message done total } failure { code message step attempts } resultJson`;

/** `credential` is a key or token; without one it says nothing of who it is. */
export function createGraphqlClient(url: () => string, credential?: string): GraphqlClient {
  const authorization = credential && { authorization: `Bearer ${credential}` };
  const client: GraphqlClient = {
    async graphql(query, variables) {
      const response = await fetch(`${url()}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization },
        body: JSON.stringify({ query, variables }),
      });
      const result = (await response.json()) as FormattedExecutionResult<Data>;
      keepErrors(result.errors);
      return result;
    },
    async *subscribe(query, variables) {
      const socket = createClient({
        url: `${url().replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionParams: { ...authorization },
      });
      try {
        for await (const result of socket.iterate<Data>({ query, variables: variables as Record<string, unknown> })) {
          keepErrors(result.errors);
          yield result;
        }
      } finally {
        await socket.dispose();
      }
    },
    async start(workflow, input, options) {
      const mutation = `start${workflow[0]!.toUpperCase()}${workflow.slice(1)}`;
      const type = mutation.replace('start', '');
      const { data, errors } = await client.graphql(
        `mutation($input: ${type}Input!, $options: StartOptions) {
          started: ${mutation}(input: $input, options: $options) { ... on Run { id } ... on Error { code message } }
        }`,
        { input, options },
      );
      const started = data?.['started'] as { id?: string; code?: string; message?: string } | undefined;
      if (!started?.id) throw new Error(started ? `${started.code}: ${started.message}` : JSON.stringify(errors));
      return client.run(started.id);
    },
    run: (id) => {
      const states = async function* (selection = '') {
        const query = `subscription($id: ID!) { run(id: $id) { ${state} ${selection} } }`;
        for await (const { data, errors } of client.subscribe(query, { id })) {
          if (errors) throw new Error(JSON.stringify(errors));
          yield data!['run'] as RunState;
        }
      };
      return {
        id,
        states,
        async end(selection) {
          let last: RunState | undefined;
          for await (const next of states(selection)) last = next;
          if (!last) throw new Error(`Run ${id} had no state.`);
          return last;
        },
        async cancel() {
          const { data, errors } = await client.graphql(
            'mutation($id: ID!) { asked: cancelRun(id: $id) { __typename ... on Error { message } } }',
            { id },
          );
          const asked = data?.['asked'] as { __typename: string; message?: string } | undefined;
          if (asked?.__typename !== 'RunChanged') throw new Error(asked?.message ?? JSON.stringify(errors));
        },
      };
    },
  };
  return client;
}

/** What clients are told must hold no secret either. */
function keepErrors(errors: unknown): void {
  if (errors) appendFileSync(path.join(inject('logFolder'), 'errors.log'), `${JSON.stringify(errors)}\n`);
}
