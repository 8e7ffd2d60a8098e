import type { Stack } from './stack.ts';

interface Changed {
  __typename: string;
  code?: string;
  message?: string;
  run?: { id: string; status: string };
}

interface ManyChanged {
  __typename: string;
  count: number;
  more: boolean;
  changed: number;
  failures: { id: string; code: string }[];
  message?: string;
}

/** The mutations that pause, resume and reset runs, as a client sends them, with every answer they may get. */
export function createRunChangesClient(stack: Stack) {
  const send = async <T>(variables: string, field: string, selection: string, values: object): Promise<T> => {
    const query = `mutation(${variables}) { changed: ${field} { __typename ... on Error { code message } ${selection} } }`;
    const { data, errors } = await stack.graphql(query, values);
    if (errors) throw new Error(JSON.stringify(errors));
    return data!['changed'] as T;
  };
  const one = '... on RunChanged { run { id status } }';
  const many = '... on RunsChanged { count more changed failures { id code } }';
  return {
    pause: (id: string, reason?: string) =>
      send<Changed>('$id: ID!, $reason: String', 'pauseRun(id: $id, reason: $reason)', one, { id, reason }),
    resume: (id: string) => send<Changed>('$id: ID!', 'resumeRun(id: $id)', one, { id }),
    reset: (id: string, to: { toStep?: string; toEvent?: number; runId?: string }) =>
      send<Changed>(
        '$id: ID!, $toStep: String, $toEvent: Int, $runId: String',
        'resetRun(id: $id, toStep: $toStep, toEvent: $toEvent, runId: $runId, reason: "test")',
        one,
        { id, ...to },
      ),
    inBulk: (what: 'pauseRuns' | 'resumeRuns', filter: object, dryRun: boolean) =>
      send<ManyChanged>('$filter: RunFilter!, $dryRun: Boolean!', `${what}(filter: $filter, dryRun: $dryRun)`, many, {
        filter,
        dryRun,
      }),
    resetMany: (filter: object, toStep: string, dryRun: boolean) =>
      send<ManyChanged>(
        '$filter: RunFilter!, $dryRun: Boolean!, $toStep: String!',
        'resetRuns(filter: $filter, dryRun: $dryRun, toStep: $toStep)',
        many,
        { filter, dryRun, toStep },
      ),
  };
}
