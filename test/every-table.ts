import { randomBytes, randomUUID } from 'node:crypto';
import { approvals } from '../src/platform/db/tables/approvals.ts';
import { blackVault } from '../src/platform/db/tables/black-vault.ts';
import { quotaRuns } from '../src/platform/db/tables/quota-runs.ts';
import { createStorageRules } from '../src/platform/storage-rules.ts';
import { createBrands } from '../src/services/brands/brands.ts';
import { createChannels } from '../src/services/brands/channels.ts';
import { createBudgets } from '../src/services/budgets/budgets.ts';
import { createGenerations } from '../src/services/generations/generations.ts';
import { createOccurrences } from '../src/services/schedules/backfill/occurrences.ts';
import { encodeRunId } from '../src/services/runs/run-id.ts';
import { noteUse } from '../src/services/schedules/first-use.ts';
import { imageRow } from './image-rows.ts';
import { newBrand, photoRow, publicationRow } from './feed-rows.ts';
import { documentRow } from './knowledge-rows.ts';
import { memoryRow } from './memory-rows.ts';
import { callEnd, newCall } from './new-call.ts';
import type { Stack } from './stack.ts';

/** Text that a copy could get wrong. */
const awkward = 'Zoë’s "quote"; \\N, \\., $1, tab\t, line\n, 𝒳 and ‮right to left';

/** Writes rows into every table of a stack's database, by the API or by the services of it. */
export async function everyTable({ database, graphql, settings }: Stack): Promise<{ key: string; revoked: string }> {
  const key = await createKey(graphql);
  const revoked = await revokedToken(graphql);

  const brands = createBrands(database, createStorageRules({ bucket: 'photos', allowedBuckets: [] }));
  const brand = await brands.create(newBrand({ key: 'north', voice: awkward }));
  const sealed = { ...settings, credentialsKey: randomBytes(32).toString('hex') };
  await createChannels(database, brands, sealed).connect('north', {
    kind: 'FACEBOOK',
    account: '17',
    token: `EAAB${'x'.repeat(40)}`,
  });
  for (const state of ['PLANNED', 'SENT', 'LIVE', 'UNCONFIRMED', 'FAILED'] as const) {
    const photo = await photoRow(database, brand.id, { bytes: 2 ** 40 });
    await publicationRow(database, { brand: brand.id, photo, caption: awkward }, state);
  }

  await createBudgets(database, new Set(['caption'])).set({ workflow: 'caption', period: 'MONTH', limitUsd: 1 });
  const call = randomUUID();
  await createGenerations(database).begin(call, newCall({ labels: ['campaign=spring'] }));
  await createGenerations(database).settle(call, callEnd(60, { answer: { text: awkward } }));

  await documentRow(database, awkward);
  await database.ask((db) =>
    db.insert(blackVault).values({
      fingerprint: 'f'.repeat(64),
      signature: new Uint32Array(128).fill(2 ** 32 - 2),
      bands: [-1, 2 ** 31 - 1],
      reason: 'REJECTED',
      explanation: awkward,
      refusedBy: 'key:1',
      source: awkward,
      run: randomUUID(),
    }),
  );

  const memory = await memoryRow(database, { subject: awkward, text: awkward });
  await database.ask((db) => db.insert(quotaRuns).values({ onBehalfOf: awkward, day: '2026-12-01', run: memory.run }));

  await imageRow(database, { prompt: awkward, onBehalfOf: awkward });

  const run = { first: randomUUID(), workflowId: 'feed' };
  await noteUse(database, 'nightly', new Date(0));
  await createOccurrences(database).claim('nightly', [new Date(0), new Date()], run);
  const asked = {
    name: 'caption',
    sequence: 0,
    question: awkward,
    choices: ['YES'],
    show: { text: awkward.repeat(2) },
  };
  await database.ask((db) =>
    db.insert(approvals).values({ ...run, runId: run.first, workflow: 'caption', labels: [awkward], ...asked }),
  );
  return { key, revoked };
}

type Ask = Stack['graphql'];

/** What a mutation has made; fails with its answer when it made something else. */
async function made<T>(graphql: Ask, field: string, document: string, variables?: object): Promise<T> {
  const { data, errors } = await graphql(document, variables);
  const result = data?.[field] as { __typename: string } | undefined;
  if (!result || result.__typename.endsWith('Error')) throw new Error(JSON.stringify({ data, errors }));
  return result as T;
}

async function createKey(graphql: Ask) {
  const create = 'createApiKey(input: { name: "shop", role: ADMIN }) { __typename ... on ApiKeyCreated { secret } }';
  return (await made<{ secret: string }>(graphql, 'createApiKey', `mutation { ${create} }`)).secret;
}

async function revokedToken(graphql: Ask) {
  const run = encodeRunId({ workflowId: 'any', first: randomUUID() });
  const create = `createAccessToken(input: { runs: ["${run}"] }) { __typename ... on AccessToken { id token } }`;
  const { id, token } = await made<{ id: string; token: string }>(
    graphql,
    'createAccessToken',
    `mutation { ${create} }`,
  );
  await made(graphql, 'revokeAccessToken', 'mutation($id: ID!) { revokeAccessToken(id: $id) { __typename } }', { id });
  return token;
}
