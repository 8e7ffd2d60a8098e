import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useStack } from '../../test/stack.ts';
import { likenessOf } from '../../src/platform/text/fingerprint.ts';
import { refusedBefore, refuseForEver, wasLifted } from '../../src/services/knowledge/black-vault.ts';

const stack = useStack({ worker: false });
const about = (word: string) =>
  likenessOf(`How ${word} is broken into, told in many words, of which ${word} is the last.`);
const refuse = (word: string, reason: 'UNSAFE' | 'REJECTED' = 'REJECTED') =>
  stack.database.ask((db) =>
    refuseForEver(db, about(word), {
      reason,
      explanation: `About ${word}.`,
      refusedBy: 'key:one',
      source: word,
      run: randomUUID(),
    }),
  );

const entry = 'id reason explanation refusedBy source onBehalfOf liftedAt liftedBy liftReason';
interface Entry {
  id: string;
  source: string;
  liftedAt: string | null;
}
async function list(args = '') {
  const { data, errors } = await stack.graphql(
    `{ blackVault${args} { edges { node { ${entry} } } pageInfo { hasNextPage endCursor } } }`,
  );
  if (errors) throw new Error(JSON.stringify(errors));
  const { edges, pageInfo } = data!['blackVault'] as {
    edges: { node: Entry }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
  return { entries: edges.map(({ node }) => node), ...pageInfo };
}
async function lift(id: string, reason: string) {
  const { data, errors } = await stack.graphql(
    `mutation ($id: ID!, $reason: String!) { lifted: liftRefusal(id: $id, reason: $reason) {
      __typename ... on VaultEntry { ${entry} } ... on Error { code }
    } }`,
    { id, reason },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data!['lifted'] as Record<string, unknown>;
}

test('what was refused for ever is listed, the newest first, by its reason and in pages', async () => {
  await refuse('oranges', 'UNSAFE');
  await refuse('lemons');
  await refuse('limes');
  const { entries } = await list();
  expect(entries.map(({ source }) => source)).toEqual(['limes', 'lemons', 'oranges']);
  expect(entries[2]).toMatchObject({
    reason: 'UNSAFE',
    explanation: 'About oranges.',
    refusedBy: 'key:one',
    onBehalfOf: null,
  });
  expect((await list('(reason: UNSAFE)')).entries.map(({ source }) => source)).toEqual(['oranges']);
  const { endCursor, hasNextPage } = await list('(first: 2)');
  expect(hasNextPage).toBe(true);
  expect((await list(`(first: 2, after: "${endCursor}")`)).entries.map(({ source }) => source)).toEqual(['oranges']);
});

test('what was lifted refuses nothing, stays with who has lifted it and why, and can be refused again', async () => {
  await refuse('cherries');
  const [made] = (await list()).entries;
  const now = await stack.database.ask((db) => refusedBefore(db, about('cherries')));
  expect(now).toMatchObject({ id: made!.id, resemblance: 1 });

  expect(await lift(made!.id, ' It was a recipe. ')).toMatchObject({
    __typename: 'VaultEntry',
    liftReason: 'It was a recipe.',
    liftedBy: expect.stringMatching(/./),
    liftedAt: expect.stringMatching(/^20/),
  });
  expect(await stack.database.ask((db) => refusedBefore(db, about('cherries')))).toBeNull();
  expect(await stack.database.ask((db) => wasLifted(db, about('cherries')))).toBe(true);
  expect((await list()).entries).not.toContainEqual(expect.objectContaining({ id: made!.id }));
  expect((await list('(lifted: true)')).entries[0]).toMatchObject({ id: made!.id });

  await refuse('cherries', 'UNSAFE');
  await refuse('cherries', 'UNSAFE');
  const both = (await list('(lifted: true)')).entries.filter(({ source }) => source === 'cherries');
  expect(both).toMatchObject([{ reason: 'UNSAFE', liftedAt: null }, { id: made!.id }]);
  expect(await lift(made!.id, 'Once more.'), 'who was first stays').toMatchObject({ liftReason: 'It was a recipe.' });
});

test('lifting needs an entry and a reason, and is in the audit log', async () => {
  await refuse('plums');
  const [made] = (await list()).entries;
  expect(await lift(randomUUID(), 'Why not.')).toMatchObject({ code: 'VAULT_ENTRY_NOT_FOUND' });
  for (const reason of ['', ' ', 'x'.repeat(1001)])
    expect(await lift(made!.id, reason)).toMatchObject({ code: 'INVALID_INPUT' });
  await lift(made!.id, 'They are plums.');
  const { data } = await stack.graphql('{ auditLog(first: 1) { edges { node { action targets outcome } } } }');
  expect(data).toMatchObject({
    auditLog: { edges: [{ node: { action: 'liftRefusal', targets: [made!.id], outcome: 'OK' } }] },
  });
});
