import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { GraphqlClient } from '../../test/graphql-client.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';
import { workflow } from '../../test/workflow-contract.ts';
import { s3Object } from '../../workers/kit/objects.ts';

const input = z.object({ source: s3Object.describe('The object.') });
const contracts = { photo: workflow('photo', { input }), video: workflow('video', { input }) };
const stack = useStack({ contracts, worker: false, env: { ADMIN_API_KEY: randomUUID() + randomUUID() } });

async function ask(query: string, variables: object, client: Pick<GraphqlClient, 'graphql'> = stack) {
  const { data, errors } = await client.graphql(query, variables);
  expect(errors).toBeUndefined();
  return data as Record<string, Record<string, unknown>>;
}
async function keyFor(name: string): Promise<GraphqlClient> {
  const { created } = await ask(
    'mutation($input: CreateApiKeyInput!) { created: createApiKey(input: $input) { ... on ApiKeyCreated { secret } } }',
    { input: { name, role: 'OPERATOR', workflows: [name] } },
  );
  return stack.as(created!['secret'] as string);
}
const create =
  'mutation($input: CreateScheduleInput!) { made: createSchedule(input: $input) { __typename ... on Schedule { id } } }';
const schedule = () => ({
  name: `photos-${randomUUID()}`,
  action: { photoBatch: { select: { bucket: stack.storage.workBucket } } },
  spec: { cron: ['@daily'] },
});
const trigger = `mutation($id: ID!) {
  triggered: triggerSchedule(id: $id) {
    __typename
    ... on ScheduleTriggered {
      run { __typename id workflow progress { percent done total } ... on BatchRun { itemWorkflow total done skipped failed } }
    }
  }
}`;

let photos: GraphqlClient;
let videos: GraphqlClient;
beforeAll(async () => {
  [photos, videos] = [await keyFor('photo'), await keyFor('video')];
});

test('before anything is selected a batch is known by what it is of', async () => {
  const { made } = await ask(create, { input: schedule() });
  const { triggered } = await ask(trigger, made!);
  expect(triggered!['run']).toMatchObject({
    __typename: 'BatchRun',
    workflow: 'photoBatch',
    itemWorkflow: 'photo',
    progress: { percent: 0, done: null, total: null },
    total: 0,
    done: 0,
    skipped: 0,
    failed: 0,
  });
});

test('a key for a workflow schedules, sees and runs its batches; one for another does none of it', async () => {
  const asked = schedule();
  expect((await videos.graphql(create, { input: asked })).errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  const { made } = await ask(create, { input: asked }, photos);
  const id = made!['id'];

  const list = '{ schedules(first: 100) { edges { node { name workflow } } } }';
  const listed = async (client: GraphqlClient) =>
    JSON.stringify((await ask(list, {}, client))['schedules']).includes(asked.name);
  await waitFor('it in the list', () => listed(photos));
  expect(await listed(videos)).toBe(false);
  const one = 'query($id: ID!) { schedule(id: $id) { workflow } }';
  expect(await ask(one, { id }, photos)).toEqual({ schedule: { workflow: 'photoBatch' } });
  expect(await ask(one, { id }, videos)).toEqual({ schedule: null });

  expect(await ask(trigger, { id }, videos)).toEqual({ triggered: { __typename: 'ScheduleNotFoundError' } });
  const { triggered } = await ask(trigger, { id }, photos);
  const run = triggered!['run'] as { id: string };
  const get = 'query($id: ID!) { run(id: $id) { id } }';
  expect(await ask(get, run, photos)).toEqual({ run: { id: run.id } });
  expect(await ask(get, run, videos)).toEqual({ run: null });
});
