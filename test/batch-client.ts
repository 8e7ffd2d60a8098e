import type { GraphqlClient, TestRun } from './graphql-client.ts';

/** What a start of a batch answers. */
export interface BatchAnswer {
  __typename: string;
  id: string;
  code: string;
  message: string;
  issues: { path: string[]; message: string }[];
}

/** A batch as a subscriber sees it. */
interface BatchState {
  status: string;
  total: number;
  done: number;
  skipped: number;
  failed: number;
  secondsPerItem: number | null;
}
export const batchFields = '... on BatchRun { total done skipped failed secondsPerItem itemWorkflow }';

/** Starts batches of one workflow as a client does. `workflow` is in the schema's spelling: `Noop`. */
export function createBatchClient(stack: GraphqlClient, workflow: string) {
  async function ask(input: object, options?: object): Promise<BatchAnswer> {
    const { data, errors } = await stack.graphql(
      `mutation($input: ${workflow}BatchInput!, $options: BatchOptions) {
        batch: start${workflow}Batch(input: $input, options: $options) {
          __typename
          ... on BatchRun { id }
          ... on Error { code message }
          ... on InvalidInputError { issues { path message } }
        }
      }`,
      { input, options },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    return data!['batch'] as BatchAnswer;
  }

  async function start(input: object, options?: object): Promise<TestRun> {
    const answer = await ask(input, options);
    if (answer.__typename !== 'BatchRun') throw new Error(`${answer.code}: ${answer.message}`);
    return stack.run(answer.id);
  }

  return { ask, start, end };
}

/** The batch once it has ended. */
const end = async (run: TestRun) => (await run.end(batchFields)) as unknown as BatchState;
