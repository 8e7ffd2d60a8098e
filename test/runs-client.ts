import { randomUUID } from 'node:crypto';
import type { Stack } from './stack.ts';
import { waitFor } from './wait-for.ts';

/** A name no other test uses. */
export const unique = (what: string) => `${what}-${randomUUID()}`;

interface Listed {
  edges: { cursor: string; node: { id: string; workflowId: string; status: string; workflow: string } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null; startCursor: string | null };
}

/** The operations on runs as a client sends them, with every answer they may get: the fixtures' probe is what starts. */
export function createRunsClient(stack: Stack) {
  /** What the start mutation answers, whatever it is. */
  async function start(input: object, options?: object) {
    const { data, errors } = await stack.graphql(
      `mutation($input: ProbeInput!, $options: StartOptions) {
        startProbe(input: $input, options: $options) {
          __typename
          ... on ProbeRun { id workflowId status labels { key value } }
          ... on Error { code message }
          ... on InvalidInputError { issues { path message } }
          ... on RunAlreadyExistsError { run { id status } }
        }
      }`,
      { input, options },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    return data!['startProbe'] as {
      __typename: string;
      id: string;
      workflowId: string;
      message: string;
      issues: { path: string[] }[];
      run: { id: string; status: string };
    };
  }

  async function change(mutation: 'cancelRun' | 'terminateRun', id: string) {
    const { data } = await stack.graphql(
      `mutation($id: ID!) { change: ${mutation}(id: $id, reason: "test") {
        __typename
        ... on RunChanged { run { id status } }
        ... on Error { code }
        ... on RunNotRunningError { run { id status } }
      } }`,
      { id },
    );
    return data!['change'];
  }

  const read = async (id: string, selection: string) => {
    const { data, errors } = await stack.graphql(`query($id: ID!) { run(id: $id) { ${selection} } }`, { id });
    if (errors) throw new Error(JSON.stringify(errors));
    return data!['run'] as Record<string, unknown> | null;
  };

  async function list(args: { filter?: object; first?: number; after?: string | null }) {
    const { data, errors } = await stack.graphql(
      `query($filter: RunFilter, $first: Int, $after: String) {
        runs(filter: $filter, first: $first, after: $after) {
          edges { cursor node { id workflowId status workflow } }
          pageInfo { hasNextPage startCursor endCursor }
        }
      }`,
      args,
    );
    return { page: data?.['runs'] as Listed | undefined, errors };
  }

  /** Polls, as lists lag behind by moments. */
  const listed = (filter: object, count: number) =>
    waitFor(`${count} runs with ${JSON.stringify(filter)}`, async () => {
      const { page } = await list({ filter, first: 100 });
      return page?.edges.length === count && page.edges.map(({ node }) => node);
    });

  return { start, change, read, list, listed };
}
