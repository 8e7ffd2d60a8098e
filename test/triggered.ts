import { randomUUID } from 'node:crypto';
import type { GraphqlClient } from './graphql-client.ts';

/** Makes a schedule of this action that is never due, has it be due now, and returns the id of the run. */
export async function triggerOf(client: Pick<GraphqlClient, 'graphql'>, action: object): Promise<string> {
  const input = { name: `now-${randomUUID()}`, action, spec: { cron: ['0 0 1 1 *'] } };
  const made = await client.graphql(
    `mutation ($input: CreateScheduleInput!) { made: createSchedule(input: $input) { ... on Schedule { id } ... on InvalidInputError { issues { path message } } } }`,
    { input },
  );
  const { id } = (made.data?.['made'] ?? {}) as { id?: string };
  if (id === undefined) throw new Error(JSON.stringify(made));
  const triggered = await client.graphql(
    `mutation ($id: ID!) { triggered: triggerSchedule(id: $id) { ... on ScheduleTriggered { run { id } } ... on Error { message } } }`,
    { id },
  );
  const { run } = (triggered.data?.['triggered'] ?? {}) as { run?: { id: string } };
  if (!run) throw new Error(JSON.stringify(triggered));
  return run.id;
}
