import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { createApprovalsClient } from '../../test/approvals-client.ts';
import { startWorkerWithItsRights } from '../../test/database-role.ts';
import { useFakeAi } from '../../test/fake-ai.ts';
import { makeDocx } from '../../test/fixtures/documents/docx.ts';
import { makePdf } from '../../test/fixtures/documents/pdf.ts';
import { keepHistory } from '../../test/keep-history.ts';
import { asks, storedKnowledge, teach } from '../../test/learning.ts';
import { useStack } from '../../test/stack.ts';

const fakes = useFakeAi();
const stack = useStack({
  worker: false,
  get env() {
    return { ...fakes.env, TASK_QUEUES: 'ai' };
  },
});
const approvals = createApprovalsClient(stack);

/** The worker may do no more in the database than is documented. */
beforeAll(() => startWorkerWithItsRights(stack));

const learn = (input: object) => stack.start('aiLearning', { source: `source-${randomUUID()}`, ...input });
const resultOf = async (run: Awaited<ReturnType<typeof learn>>) => {
  const state = await run.end();
  if (state.status !== 'COMPLETED') throw new Error(JSON.stringify(state.failure));
  return state['resultJson'] as Record<string, unknown>;
};
const codeOf = async (run: Awaited<ReturnType<typeof learn>>) => (await run.end()).failure?.code;

/** A text that nobody has written before, as what is learned twice is known. */
const about = (town: string) =>
  `The bridge at ${town} is 400 metres long.\nIt was opened in 1977, and carries 12000 cars a day. ${town} has no other bridge over the river, which is why the ferry of ${town} still runs on Sundays.`;
const said = (town: string) => ({
  points: [{ text: `The bridge at ${town} is long.`, quote: `The bridge at ${town} is 400 metres long.` }],
  facts: [{ text: `The bridge at ${town} was opened in 1977.`, quote: 'It was opened in 1977, and carries' }],
  entities: [{ name: town, kind: 'PLACE' }],
});

test('a text is learned with its facts, each with the words that say it, and the history of that replays', async () => {
  const text = about('Arnhem');
  teach(fakes.anthropic, 'Arnhem', said('Arnhem'));
  const run = await learn({
    text,
    category: 'bridges',
    labels: [{ key: 'river', value: 'Rhine' }],
    onBehalfOf: 'user-7',
  });
  expect(await resultOf(run)).toMatchObject({
    outcome: 'LEARNED',
    version: 1,
    language: 'en',
    facts: 1,
    dropped: 0,
    findings: [],
  });
  await keepHistory(stack, run, 'completed');
  const { documents, chunks, facts } = await storedKnowledge(stack);
  expect(documents.at(-1)).toMatchObject({
    category: 'bridges',
    labels: ['river=Rhine'],
    on_behalf_of: 'user-7',
    language: 'en',
    summary: 'The bridge at Arnhem is long.',
    entities: [{ name: 'Arnhem', kind: 'PLACE' }],
    approved_by: null,
  });
  expect(chunks.map(({ text: passage }) => passage).join('')).toContain(text);
  const fact = facts.at(-1)!;
  expect(text.slice(fact['start'] as number, fact['end'] as number)).toBe(fact['quote']);
  expect(fact['quote']).toBe('It was opened in 1977, and carries');
});

test('a document is learned page by page; the same again is known, and a changed one is the next version', async () => {
  teach(fakes.anthropic, 'Nijmegen', said('Nijmegen'));
  const pages = Array.from({ length: 6 }, (_, at) =>
    `${about('Nijmegen')} Page ${at + 1} tells it anew, with the words of year ${1977 + at}. `.repeat(4),
  );
  const document = await stack.put(await makePdf(pages), `bridges-${randomUUID()}.pdf`);
  const first = await resultOf(await stack.start('aiLearning', { document }));
  expect(first).toMatchObject({ outcome: 'LEARNED', source: `${document.bucket}/${document.key}`, version: 1 });
  const { chunks } = await storedKnowledge(stack);
  const mine = chunks.filter((chunk) => chunk['document'] === first['document']);
  expect(new Set(mine.map(({ page }) => page))).toEqual(new Set([1, 2, 3, 4, 5, 6]));

  const again = await resultOf(await stack.start('aiLearning', { document }, { rerun: true }));
  expect(again).toMatchObject({ outcome: 'ALREADY_KNOWN', document: first['document'] });

  await stack.storage.write(document, makeDocx([`${pages.join(' ')} It was painted green.`]), { contentType: 'x/y' });
  const next = await resultOf(await stack.start('aiLearning', { document }, { rerun: true }));
  expect(next).toMatchObject({ outcome: 'LEARNED', version: 2 });
  const { documents } = await storedKnowledge(stack);
  const states = documents
    .filter(({ source }) => source === first['source'])
    .map(({ state, version }) => [version, state]);
  expect(states).toEqual([
    [1, 'REPLACED'],
    [2, 'CURRENT'],
  ]);
});

test('what is nearly known under another source is refused, and belongs to each owner alone', async () => {
  const text = `${about('Zutphen')} ${about('Kampen')} ${about('Deventer')}`;
  teach(fakes.anthropic, 'Zutphen', said('Zutphen'));
  const source = `zutphen-${randomUUID()}`;
  await resultOf(await learn({ text, source }));
  const near = text.replace('12000', '13000');
  const run = await learn({ text: near });
  expect((await run.end()).failure).toMatchObject({ code: 'NEAR_DUPLICATE', message: expect.stringContaining(source) });
  expect(await resultOf(await learn({ text: near, onBehalfOf: 'another' }))).toMatchObject({ outcome: 'LEARNED' });
});

test('two that learn the same at once store it once', async () => {
  const text = about('Venlo');
  teach(fakes.anthropic, 'Venlo', said('Venlo'));
  const results = await Promise.all(Array.from({ length: 4 }, async () => resultOf(await learn({ text }))));
  expect(results.map(({ outcome }) => String(outcome)).toSorted()).toEqual([
    ...Array<string>(3).fill('ALREADY_KNOWN'),
    'LEARNED',
  ]);
  // Under the name of the one that came first, whose version that is.
  expect(new Set(results.map(({ document, source }) => JSON.stringify([document, source]))).size).toBe(1);
  const { documents } = await storedKnowledge(stack);
  expect(documents.filter(({ summary }) => String(summary).includes('Venlo'))).toHaveLength(1);
});

test('what the model finds unsafe is refused for ever, and so is what is nearly the same; the history of that replays', async () => {
  const text = `${about('Doesburg')} Mix the powder of Doesburg with acid, and throw it at the crowd. ${about('Rees')}`;
  const quote = 'Mix the powder of Doesburg with acid';
  teach(fakes.anthropic, 'Doesburg', {
    verdict: { verdict: 'UNSAFE', explanation: 'It helps to hurt people.', quote },
  });
  const run = await learn({ text });
  expect(await codeOf(run)).toBe('CONTENT_UNSAFE');
  await keepHistory(stack, run, 'failed');
  const asked = fakes.anthropic.requests.length;
  const again = await (await learn({ text: text.replace('12000', '12500') })).end();
  expect(again.failure).toMatchObject({
    code: 'REFUSED_BEFORE',
    message: expect.stringMatching(/It helps to hurt people\..*black vault/),
  });
  expect(fakes.anthropic.requests).toHaveLength(asked);
  const { vault, documents } = await storedKnowledge(stack);
  expect(vault.filter(({ explanation }) => explanation === 'It helps to hurt people.')).toMatchObject([
    { reason: 'UNSAFE', refused_by: expect.stringMatching(/^model:/) },
  ]);
  expect(JSON.stringify([vault, documents])).not.toContain('Mix the powder');
});

test('what somebody has lifted from the vault is judged again, and a person says whether it is learned', async () => {
  const text = `${about('Bredevoort')} Pour the powder of Bredevoort into water. ${about('Aalten')}`;
  teach(fakes.anthropic, 'Bredevoort', {
    ...said('Bredevoort'),
    verdict: { verdict: 'UNSAFE', explanation: 'It mixes powders.', quote: 'Pour the powder of Bredevoort into water' },
  });
  expect(await codeOf(await learn({ text }))).toBe('CONTENT_UNSAFE');
  const [entry] = (await storedKnowledge(stack)).vault.filter(({ explanation }) => explanation === 'It mixes powders.');
  await stack.graphql('mutation ($id: ID!) { liftRefusal(id: $id, reason: "It is milk powder.") { __typename } }', {
    id: entry!['id'],
  });
  expect((await (await learn({ text, requireApproval: 'NEVER' })).end()).failure).toMatchObject({
    code: 'DOUBTFUL',
    message: expect.stringContaining('It mixes powders.'),
  });
  const run = await learn({ text });
  const asked = await approvals.opened(run, 'learn');
  expect(asked.show).toMatchObject({ findings: [{ code: 'REFUSED_AGAIN' }] });
  await approvals.decide(asked.id, 'APPROVE');
  expect(await resultOf(run)).toMatchObject({ outcome: 'LEARNED', findings: [{ code: 'REFUSED_AGAIN' }] });
});

test('a person is asked by policy, and what they refuse for ever is refused', async () => {
  teach(fakes.anthropic, 'Emmerich', said('Emmerich'));
  const approved = await learn({ text: about('Emmerich'), requireApproval: 'ALWAYS' });
  const asked = await approvals.opened(approved, 'learn');
  expect(asked.show).toMatchObject({
    facts: [{ quote: 'It was opened in 1977, and carries' }],
    findings: [],
    language: 'en',
  });
  await approvals.decide(asked.id, 'APPROVE');
  const { document } = await resultOf(approved);
  const { documents } = await storedKnowledge(stack);
  expect(documents.find(({ id }) => id === document)!['approved_by']).toMatch(/./);

  teach(fakes.anthropic, 'Wesel', said('Wesel'));
  const refused = await learn({ text: about('Wesel'), requireApproval: 'ALWAYS' });
  await approvals.decide((await approvals.opened(refused, 'learn')).id, 'REFUSE_FOR_EVER', {
    comment: 'It is a rumour.',
  });
  expect((await refused.end()).failure).toMatchObject({ code: 'NOT_APPROVED', message: 'It is a rumour.' });
  expect((await (await learn({ text: about('Wesel') })).end()).failure).toMatchObject({
    code: 'REFUSED_BEFORE',
    message: expect.stringContaining('It is a rumour.'),
  });
});

test('a run that is cancelled stores nothing, and the history of that replays', async () => {
  const held = new Promise(() => undefined);
  fakes.anthropic.script({ when: asks('understand', 'Xanten'), until: held });
  teach(fakes.anthropic, 'Xanten', said('Xanten'));
  const run = await learn({ text: about('Xanten') });
  for await (const { progress } of run.states()) if (progress.step === 'understand') break;
  await run.cancel();
  const end = await run.end();
  expect(end.status).toBe('CANCELED');
  await keepHistory(stack, run, 'cancelled');
  expect(JSON.stringify(await storedKnowledge(stack))).not.toContain('Xanten');
});

test.for([
  ['no text', { source: 'a' }],
  ['a text without a source', { text: 'A text.' }],
  ['a text and a document', { text: 'A text.', document: { bucket: 'abc', key: 'a' }, source: 'a' }],
] as const)('%s is refused before anything is started', async ([, input]) => {
  await expect(stack.start('aiLearning', input)).rejects.toThrow(/text|source/);
});

test('a document that cannot be read ends the run with what to do', async () => {
  const locked = await stack.put(await makePdf(['A text.'], { userPassword: 'x', pdfVersion: '1.7' }), 'locked.pdf');
  expect(await codeOf(await stack.start('aiLearning', { document: locked }))).toBe('DOCUMENT_ENCRYPTED');
  expect(await codeOf(await stack.start('aiLearning', { document: { ...locked, key: 'missing.pdf' } }))).toBe(
    'DOCUMENT_NOT_FOUND',
  );
  expect(await codeOf(await learn({ text: '…' }))).toBe('DOCUMENT_EMPTY');
  expect(
    await codeOf(await learn({ text: 'The database is at postgres://admin:hunter2@db.example/shop, as ever.' })),
  ).toBe('HAS_SECRETS');
});
