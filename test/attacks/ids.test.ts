import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { GraphqlClient } from '../graphql-client.ts';
import { transportNames, transports } from './ask.ts';
import { useTarget } from './target.ts';

const target = useTarget();

const decoded = (id: string) => Buffer.from(id, 'base64url').toString();
const encoded = (text: string) => Buffer.from(text).toString('base64url');
const uuidLength = 36;
const first = (id: string) => decoded(id).slice(0, uuidLength);
const workflowId = (id: string) => decoded(id).slice(uuidLength);

/** Ids that lead to run `b`, or might, for who may see run `a` only. */
const guesses: Record<string, () => string> = {
  'its id': () => target.b,
  'its id with padding': () => `${target.b}=`,
  'its id in standard Base64': () => Buffer.from(decoded(target.b)).toString('base64'),
  'its id with white space': () => ` ${target.b}\n`,
  'its id with a letter that is skipped': () => `${target.b.slice(0, 10)}!${target.b.slice(10)}`,
  'its id in hex': () => Buffer.from(decoded(target.b)).toString('hex'),
  'its id encoded twice': () => encoded(target.b),
  'its id in percent encoding': () => target.b.replaceAll(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  'its id as a node of a type': () => `Run:${target.b}`,
  'its id in the alphabet of full width': () =>
    target.b.replaceAll(/./g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  'its workflow id': () => workflowId(target.b),
  'its run id': () => first(target.b),
  'its run id in capitals': () => encoded(first(target.b).toUpperCase() + workflowId(target.b)),
  'no run id, and its workflow id': () => encoded(' '.repeat(uuidLength) + workflowId(target.b)),
  'a run id that is nothing, and its workflow id': () =>
    encoded('00000000-0000-0000-0000-000000000000' + workflowId(target.b)),
  'a guessed run id, and its workflow id': () => encoded(randomUUID() + workflowId(target.b)),
  'the run id of one that may be seen, and its workflow id': () => encoded(first(target.a) + workflowId(target.b)),
  'its run id, and the workflow id of one that may be seen': () => encoded(first(target.b) + workflowId(target.a)),
  'both ids': () => `${target.a},${target.b}`,
  'both ids in one': () => encoded(decoded(target.a) + decoded(target.b)),
  'its id behind a null byte': () => `${target.a}\0${target.b}`,
  'its id with overlong slashes': () =>
    Buffer.concat([
      Buffer.from(first(target.b)),
      Buffer.from([0xc0, 0xaf]),
      Buffer.from(workflowId(target.b)),
    ]).toString('base64url'),
  'its workflow id with a letter of another alphabet': () =>
    encoded(first(target.b) + workflowId(target.b).replace('o', '\u043e')),
  'its workflow id with a mark from right to left': () => encoded(`${first(target.b)}\u202e${workflowId(target.b)}`),
  'a list': () => `["${target.b}"]`,
  'a pattern': () => '*',
};

const fields = {
  query: ['run(id: $id) { id status progress { step } }', 'node(id: $id) { id }'],
  mutation: ['cancelRun(id: $id)', 'terminateRun(id: $id)', 'pauseRun(id: $id)', 'resumeRun(id: $id)'].map(
    (field) => `${field} { ... on Error { code } }`,
  ),
  subscription: ['run(id: $id) { id }', 'timeline(id: $id) { cursor }'],
};
const operations = Object.entries(fields).flatMap(([kind, list]) =>
  list.map((field) => `${kind}($id: ID!) { ${field} }`),
);

describe.each(Object.entries(guesses))('%s', (_name, guess) => {
  test.each(operations)('finds no more than an id of nothing: %s', async (query) => {
    // Subscriptions need a stream; the rest is the same over all of them.
    for (const transport of query.startsWith('subscription') ? transportNames.slice(1) : transportNames.slice(0, 1)) {
      const ask = async (id: string) => {
        const answer = await transports[transport](target.url, `Bearer ${target.token}`, { query, variables: { id } });
        // What was asked for may be repeated, and nothing else may differ.
        return { ...answer, text: answer.text.replaceAll(JSON.stringify(id).slice(1, -1), '') };
      };
      const id = guess();
      const found = await ask(id);
      const nothing = id.includes('\0') ? await ask('\0') : await ask('nothing');
      expect(found).toEqual(nothing);
      expect(found.text).not.toContain(workflowId(target.b));
    }
  });
});

test('run b goes on', async () => {
  const { data } = await target.stack.graphql('query($id: ID!) { run(id: $id) { status } }', { id: target.b });
  expect(data).toEqual({ run: { status: 'RUNNING' } });
  await target.stillServes();
});

const cursors = async (client: GraphqlClient, args: string, after?: string) => {
  const query = `query($after: String) { runs(first: 1, after: $after ${args}) { edges { cursor node { id workflow } } } }`;
  const { data, errors } = await client.graphql(query, { after });
  const { edges } = (data?.['runs'] ?? { edges: [] }) as {
    edges: { cursor: string; node: { id: string; workflow: string } }[];
  };
  return { edges, codes: errors?.map(({ extensions }) => extensions?.['code']) };
};
const scoped = async () => {
  const { data } = await target.stack.graphql(
    'mutation { createApiKey(input: { name: "chains", role: VIEWER, workflows: ["chain"] }) { ... on ApiKeyCreated { secret } } }',
  );
  return target.stack.as((data!['createApiKey'] as { secret: string }).secret);
};

describe('a place in a list', () => {
  test('of who may see more shows nothing more', async () => {
    const [edge] = (await cursors(target.stack, '')).edges;
    const found = await cursors(await scoped(), '', edge!.cursor);
    expect(found.edges).toEqual([]);
    expect(found.codes ?? []).toEqual(expect.not.arrayContaining(['INTERNAL_ERROR', 'SERVICE_UNAVAILABLE']));
  });

  test.each([
    ['of a list of another workflow', (cursor: string) => cursor],
    [
      'made up',
      () => encoded(JSON.stringify([Buffer.from('{"CloseTime":"2020-01-01T00:00:00Z"}').toString('base64'), 1])),
    ],
    ['that is a number', () => encoded('[1, 2]')],
    ['behind everything', () => encoded(JSON.stringify(['', 1000]))],
    ['before everything', () => encoded(JSON.stringify(['', -1]))],
    ['of a timeline', () => encoded(`${first(target.b)}1`)],
    ['of the audit log', () => encoded('audit 1')],
    ['deep in lists', () => encoded('['.repeat(5000))],
  ])('%s shows nothing that a key is not for', async (_name, make) => {
    const [edge] = (await cursors(target.stack, '')).edges;
    const { edges, codes } = await cursors(await scoped(), '', make(edge!.cursor));
    expect(edges).toEqual([]);
    expect(codes ?? []).toEqual(expect.not.arrayContaining(['INTERNAL_ERROR', 'SERVICE_UNAVAILABLE']));
  });

  test("in another run's timeline shows nothing of that run", async () => {
    const { data } = await target.stack.graphql(
      'query($id: ID!) { run(id: $id) { timeline(first: 1) { edges { cursor } } } }',
      { id: target.b },
    );
    const { timeline } = data!['run'] as { timeline: { edges: { cursor: string }[] } };
    const query = 'query($id: ID!, $after: String) { run(id: $id) { timeline(after: $after) { edges { cursor } } } }';
    const answer = await target.stack
      .as(target.token)
      .graphql(query, { id: target.a, after: timeline.edges[0]!.cursor });
    expect(answer.errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['INVALID_INPUT']);
    expect(answer.data?.['run'] ?? null).toBeNull();
  });
});
