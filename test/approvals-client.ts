import { randomUUID } from 'node:crypto';
import type { GraphqlClient, TestRun } from './graphql-client.ts';
import { waitFor } from './wait-for.ts';

/** What tests read of an approval. */
export interface ShownApproval {
  id: string;
  state: string;
  name: string;
  choice: string | null;
  decidedBy: string | null;
  delivery: string | null;
  deadline: string | null;
  show: unknown;
  runId: string;
}

const approvalFields =
  'id state name question choices show deadline onDeadline choice edits comment decidedBy settledAt delivery runId workflow';

/** What `decide` answers, whatever it is. */
export interface DecideAnswer {
  __typename: string;
  id?: string;
  state?: string;
  choice?: string;
  delivery?: string;
  message?: string;
  issues?: { path: string[]; message: string }[];
  approval?: ShownApproval;
}

const decideOperation = `mutation($id: ID!, $choice: String!, $edits: JSON, $comment: String) {
  decide(id: $id, choice: $choice, edits: $edits, comment: $comment) {
    __typename
    ... on Approval { ${approvalFields} }
    ... on Error { code message }
    ... on InvalidInputError { issues { path message } }
    ... on AlreadyDecidedError { approval { ${approvalFields} } }
  }
}`;

/** Runs of the fixture that asks, and the operations on approvals as a client sends them. */
export function createApprovalsClient(client: GraphqlClient) {
  const start = (input: object = {}, options: object = {}): Promise<TestRun> =>
    client.start('asking', { name: randomUUID(), ...input }, options);

  /** What a run asks; fails with what the API says. */
  async function of(run: { id: string }): Promise<ShownApproval[]> {
    const { data, errors } = await client.graphql(
      `query($id: ID!) { run(id: $id) { approvals(first: 100) { edges { node { ${approvalFields} } } } } }`,
      { id: run.id },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    const { approvals } = data!['run'] as { approvals: { edges: { node: ShownApproval }[] } };
    return approvals.edges.map(({ node }) => node);
  }

  /** Waits until a run has asked something, which may be settled by then. */
  const asked = (run: { id: string }, name = 'caption') =>
    waitFor(`a ${name}`, async () => (await of(run)).find((approval) => approval.name === name));

  /** Waits until a run asks something. */
  const opened = (run: { id: string }, name = 'caption') =>
    waitFor(
      `an open ${name}`,
      async () => (await of(run)).find((approval) => approval.state === 'OPEN' && approval.name === name),
      45_000, // what comes before it may be much
    );

  async function decide(id: string, choice: string, more: object = {}, by = client): Promise<DecideAnswer> {
    const { data, errors } = await by.graphql(decideOperation, { id, choice, ...more });
    if (errors) throw new Error(JSON.stringify(errors));
    return data!['decide'] as DecideAnswer;
  }

  return { start, of, asked, opened, decide };
}
