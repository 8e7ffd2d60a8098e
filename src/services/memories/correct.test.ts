import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { memoryRow } from '../../../test/memory-rows.ts';
import { useStack } from '../../../test/stack.ts';

const stack = useStack({ worker: false });
const [january, june] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-06-01T00:00:00Z')];

async function correct(variables: { subject: string; id: string; text: string; since?: Date }) {
  const { data, errors } = await stack.graphql(
    `mutation ($subject: String!, $id: ID!, $text: String!, $since: DateTime) {
      corrected: correctMemory(subject: $subject, id: $id, text: $text, since: $since) {
        __typename
        ... on Memory { id text kind confidence validFrom validTo supersedes correctedBy retention mentions { quote } }
        ... on Error { code message }
      }
    }`,
    variables,
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data!['corrected'] as Record<string, unknown>;
}
async function known(subject: string, args = '') {
  const { data } = await stack.graphql(
    `query ($subject: String!) { memories(subject: $subject${args}) { edges { node { text validTo correctedBy } } } }`,
    { subject },
  );
  return (data!['memories'] as { edges: { node: { text: string } }[] }).edges.map(({ node }) => node);
}
const livesIn = (town: string) => `The user lives in ${town}.`;

test('a correction takes the place of what is known, which stays with an end, and never held', async () => {
  const subject = randomUUID();
  const { id } = await memoryRow(stack.database, {
    subject,
    text: livesIn('Amsterdam'),
    kind: 'FACT',
    validFrom: january,
  });
  expect(await correct({ subject, id, text: ` ${livesIn('Amstelveen')}\n` })).toMatchObject({
    __typename: 'Memory',
    text: livesIn('Amstelveen'),
    kind: 'FACT',
    confidence: 1,
    validFrom: january.toISOString(),
    validTo: null,
    supersedes: id,
    correctedBy: expect.stringMatching(/./),
    mentions: [],
  });
  expect(await known(subject)).toMatchObject([
    { text: livesIn('Amstelveen'), validTo: null },
    { text: livesIn('Amsterdam'), validTo: january.toISOString(), correctedBy: null },
  ]);
  expect(await known(subject, `, at: "${june.toISOString()}"`)).toMatchObject([{ text: livesIn('Amstelveen') }]);
  expect((await known(subject, ', search: "Amstelveen"'))[0]).toMatchObject({ text: livesIn('Amstelveen') });
});

test('what has changed since a time held until then', async () => {
  const subject = randomUUID();
  const { id } = await memoryRow(stack.database, { subject, text: livesIn('Amsterdam'), validFrom: january });
  await correct({ subject, id, text: livesIn('Breda'), since: june });
  expect(await known(subject, ', at: "2026-03-01T00:00:00Z"')).toMatchObject([{ text: livesIn('Amsterdam') }]);
  expect(await known(subject, ', at: "2026-07-01T00:00:00Z"')).toMatchObject([{ text: livesIn('Breda') }]);
});

test('of two corrections of the same one is told that it has ended', async () => {
  const subject = randomUUID();
  const { id } = await memoryRow(stack.database, { subject, text: livesIn('Amsterdam') });
  const answers = await Promise.all(['Breda', 'Goes'].map((town) => correct({ subject, id, text: livesIn(town) })));
  expect(answers.map(({ code }) => String(code)).toSorted()).toEqual(['INVALID_INPUT', 'undefined']);
  expect(await known(subject)).toHaveLength(2);
});

test('what cannot be corrected is refused, and the audit log says whose it was', async () => {
  const subject = randomUUID();
  const { id } = await memoryRow(stack.database, { subject, text: livesIn('Amsterdam'), validFrom: june });
  const wrong = [
    { subject, id: randomUUID(), text: 'x' },
    { subject: 'another', id, text: 'x' },
    { subject, id: 'no-uuid', text: 'x' },
    { subject, id, text: '  ' },
    { subject, id, text: 'x'.repeat(501) },
    { subject, id, text: 'x', since: january },
  ];
  const codes: unknown[] = [];
  for (const one of wrong) codes.push((await correct(one))['code']);
  const [missing, invalid] = ['MEMORY_NOT_FOUND', 'INVALID_INPUT'];
  expect(codes).toEqual([missing, missing, missing, invalid, invalid, invalid]);
  expect(await known(subject)).toHaveLength(1);
  const { data } = await stack.graphql('{ auditLog(first: 1) { edges { node { action targets outcome } } } }');
  expect(data).toMatchObject({
    auditLog: { edges: [{ node: { action: 'correctMemory', targets: [id, subject], outcome: 'INVALID_INPUT' } }] },
  });
});
