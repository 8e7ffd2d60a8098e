import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { memoryRow } from '../../../test/memory-rows.ts';
import { callEnd, newCall } from '../../../test/new-call.ts';
import { useStack } from '../../../test/stack.ts';
import { generations } from '../../platform/db/tables/generations.ts';
import { memories } from '../../platform/db/tables/memories.ts';
import { createGenerations } from '../generations/generations.ts';
import { expireMemories } from './retention.ts';

const stack = useStack({ worker: false, env: { ADMIN_API_KEY: 'made-up-administrator-key-7f13c0a2' } });

const question = `query ($subject: String!, $search: String, $at: DateTime, $kinds: [MemoryKind!], $first: Int, $after: String) {
  memories(subject: $subject, search: $search, at: $at, kinds: $kinds, first: $first, after: $after) {
    edges { node { id text validTo supersedes mentions { quote message } } }
    pageInfo { hasNextPage endCursor }
  }
}`;
interface Listed {
  edges: { node: { id: string; text: string } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
async function list(subject: string, more: object = {}): Promise<Listed> {
  const { data, errors } = await stack.graphql(question, { subject, ...more });
  if (errors) throw new Error(JSON.stringify(errors));
  return data!['memories'] as Listed;
}
const texts = ({ edges }: Listed) => edges.map(({ node }) => node.text);

/** Where somebody lives, and lived; what they like; of somebody else nothing. */
async function somebody() {
  const subject = randomUUID();
  const [then, now] = [new Date('2024-01-01T00:00:00Z'), new Date('2025-01-01T00:00:00Z')];
  const old = await memoryRow(stack.database, {
    subject,
    text: 'The user lives in Groningen.',
    validFrom: then,
    validTo: now,
  });
  const lives = await memoryRow(stack.database, {
    subject,
    text: 'The user lives in Maastricht.',
    validFrom: now,
    supersedes: old.id,
  });
  const likes = await memoryRow(stack.database, {
    subject,
    text: 'The user likes liquorice.',
    kind: 'PREFERENCE',
    validFrom: now,
  });
  await memoryRow(stack.database, { subject: randomUUID(), text: 'The user lives in Maastricht.' });
  return { subject, old, lives, likes };
}

test('what is known of somebody, and of nobody else, the newest first and in pages', async () => {
  const { subject, old } = await somebody();
  const first = await list(subject, { first: 2 });
  expect(texts(first)).toEqual(['The user likes liquorice.', 'The user lives in Maastricht.']);
  expect(first.edges[1]!.node).toMatchObject({
    supersedes: old.id,
    mentions: [{ quote: 'The user lives in Maastricht.', message: 0 }],
  });
  const rest = await list(subject, { first: 2, after: first.pageInfo.endCursor });
  expect(rest).toMatchObject({
    edges: [{ node: { text: 'The user lives in Groningen.' } }],
    pageInfo: { hasNextPage: false },
  });
});

test('what held at a time, and what has to do with a search', async () => {
  const { subject } = await somebody();
  expect(texts(await list(subject, { at: '2024-06-01T00:00:00Z' }))).toEqual(['The user lives in Groningen.']);
  expect(texts(await list(subject, { kinds: ['PREFERENCE'] }))).toEqual(['The user likes liquorice.']);
  const found = await list(subject, { search: 'Where do they live? Maastricht?', at: '2025-06-01T00:00:00Z' });
  expect(texts(found)[0]).toBe('The user lives in Maastricht.');
  const page = await list(subject, { search: 'lives', first: 1 });
  expect(page.pageInfo.hasNextPage).toBe(true);
  const next = await list(subject, { search: 'lives', first: 1, after: page.pageInfo.endCursor });
  expect(new Set([...texts(page), ...texts(next)]).size).toBe(2);
  await expect(list(subject, { search: ' ' })).rejects.toThrow(/1 to 1000 characters/);
  await expect(list(subject, { after: 'x' })).rejects.toThrow(/cursor/);
});

const forget = `mutation ($subject: String!, $id: ID) { forgetMemories(subject: $subject, id: $id) { ... on MemoriesForgotten { forgotten } } }`;

test('what is forgotten is nowhere any more, and the audit log says whose it was', async () => {
  const { subject, lives } = await somebody();
  const calls = createGenerations(stack.database);
  const call = randomUUID();
  await calls.begin(call, newCall({ run: lives.run }));
  await calls.settle(call, callEnd(1, { answer: { text: 'The user lives in Maastricht.' } }));

  const one = await stack.graphql(forget, { subject, id: lives.id });
  expect(one.data).toEqual({ forgetMemories: { forgotten: 1 } });
  const [row] = await stack.database.ask((db) => db.select().from(generations).where(eq(generations.id, call)));
  expect(row).toMatchObject({ answer: null, outcome: 'SUCCEEDED', cost: 1 });
  expect(texts(await list(subject, { search: 'Maastricht' }))).not.toContain('The user lives in Maastricht.');

  expect((await stack.graphql(forget, { subject })).data).toEqual({ forgetMemories: { forgotten: 2 } });
  expect(await list(subject)).toMatchObject({ edges: [] });
  const mentions = await stack.database.pool.query('SELECT FROM memory_mentions WHERE run = $1', [lives.run]);
  expect(mentions.rows).toEqual([]);
  const { data } = await stack.graphql('{ auditLog { edges { node { action targets outcome } } } }');
  const { edges } = data!['auditLog'] as { edges: { node: object }[] };
  const noted = edges.map(({ node }) => node);
  expect(noted).toContainEqual({ action: 'forgetMemories', targets: [subject], outcome: 'OK' });
  expect(JSON.stringify(noted)).not.toContain('Maastricht');
});

test('of another subject nothing is forgotten by its id', async () => {
  const { lives } = await somebody();
  expect((await stack.graphql(forget, { subject: randomUUID(), id: lives.id })).data).toEqual({
    forgetMemories: { forgotten: 0 },
  });
});

describe('retention', () => {
  test('deletes what its class keeps no longer, and nothing else', async () => {
    const subject = randomUUID();
    const learnedAt = new Date(Date.now() - 40 * 24 * 3600 * 1000);
    for (const retention of ['SHORT', 'MEDIUM', 'LONG'] as const)
      await memoryRow(stack.database, { subject, text: retention, retention, learnedAt });
    await memoryRow(stack.database, { subject, text: 'fresh', retention: 'SHORT' });
    await expireMemories(stack.database, { SHORT: 30, MEDIUM: 365, LONG: 0 });
    const rows = await stack.database.ask((db) =>
      db.select({ text: memories.text }).from(memories).where(eq(memories.subject, subject)),
    );
    expect(rows.map(({ text }) => text).toSorted()).toEqual(['LONG', 'MEDIUM', 'fresh']);
  });
});

test('a key that is only for some workflows sees no memories and forgets none', async () => {
  const { subject } = await somebody();
  const made = await stack.graphql(
    `mutation { createApiKey(input: { name: "narrow", role: OPERATOR, workflows: ["imageEnhancement"] }) { ... on ApiKeyCreated { secret } ... on Error { message } } }`,
  );
  const { secret } = made.data!['createApiKey'] as { secret: string };
  const narrow = stack.as(secret);
  for (const [query, variables] of [
    [question, { subject }],
    [forget, { subject }],
    ['query { knowledge(search: "x") { leftOut } }', {}],
  ] as const)
    expect((await narrow.graphql(query, variables)).errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
});
