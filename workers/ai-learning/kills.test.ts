import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createApprovalsClient } from '../../test/approvals-client.ts';
import { useFakeAi } from '../../test/fake-ai.ts';
import type { TestRun } from '../../test/graphql-client.ts';
import { asks, storedKnowledge, teach, type LearningCall } from '../../test/learning.ts';
import { long } from '../../test/long.ts';
import { paidTwice } from '../../test/paid-twice.ts';
import { useStack } from '../../test/stack.ts';
import { lockTable } from '../../test/table-lock.ts';
import { waitFor } from '../../test/wait-for.ts';
import { workObjects } from '../../test/work-objects.ts';

const fakes = useFakeAi();
const stack = useStack({
  get env() {
    return { ...fakes.env, TASK_QUEUES: 'ai' };
  },
});
const approvals = createApprovalsClient(stack);

/** Three times what a run takes on a busy machine to come to a model. */
const patienceMs = 45_000;
/** Many runs, one after the other. */
const timeout = 150_000;

/** Long enough for two parts, so that one is answered when the worker dies and the other is not. */
const filler = Array.from({ length: 900 }, (_, at) => `Sentence ${at} of the chronicle is about a quiet year.`);
type Name =
  `${'' | 'No'}${'Judged' | 'Understood' | 'Refused' | 'Stored' | 'Asked' | 'Validated' | 'Vaulted' | 'Read'}`;
/** Each has words of its own, else they would be copies of each other. */
const textOf = (name: Name) =>
  `The town of ${name} has a bridge. ${filler.map((sentence) => sentence.replaceAll(/(chronicle|quiet|year)/g, `$1${name}`)).join(' ')} The end of ${name} is near.`;

async function start(name: Name, policy = 'NEVER') {
  const { bucket, key } = await stack.put(Buffer.from(textOf(name)), `${name}-${randomUUID()}.txt`);
  return stack.start('aiLearning', {
    document: { bucket, key },
    source: name,
    onBehalfOf: name,
    requireApproval: policy,
  });
}

const knows = (name: Name, more: Parameters<typeof teach>[2] = {}) =>
  teach(fakes.anthropic, name, {
    facts: [{ text: `${name} has a bridge.`, quote: `The town of ${name} has a bridge.` }],
    ...more,
  });

/** The second part of a content is not answered before `until`. */
const hold = (call: LearningCall, name: Name, until: Promise<void>) =>
  fakes.anthropic.script({ when: asks(call, `The end of ${name}`), until });

const requestsAbout = (call: LearningCall, words: string) => fakes.anthropic.requests.filter(asks(call, words)).length;
const asked = (call: LearningCall, words: string) =>
  waitFor(`a request of ${call}`, () => requestsAbout(call, words) > 0, patienceMs);
const answered = (call: LearningCall, words: string) =>
  waitFor(
    `an answer to ${call}`,
    () => fakes.anthropic.requests.some((request) => asks(call, words)(request) && request.outcome === 'answered'),
    patienceMs,
  );

async function killAndGoOn(release: () => Promise<void>) {
  await stack.worker.stop('SIGKILL');
  await release();
  await stack.startWorker();
}

async function storedOf(name: Name) {
  const { documents, chunks, facts } = await storedKnowledge(stack);
  const mine = documents.filter(({ source }) => source === name);
  const ids = new Set(mine.map(({ id }) => id));
  const of = (rows: Record<string, unknown>[]) => rows.filter(({ document }) => ids.has(document));
  return {
    documents: mine.length,
    text: of(chunks)
      .map(({ text }) => text)
      .join(''),
    facts: of(facts).length,
  };
}
const whole = (name: Name) => ({ documents: 1, text: textOf(name), facts: 1 });

test(
  'a worker that is killed while it judges, understands, refuses, stores or waits for a person ends each run right',
  { timeout },
  async () => {
    let open: (() => void) | undefined;
    const until = new Promise<void>((resolve) => (open = resolve));
    knows('Stored');
    const rows = await lockTable(stack, 'knowledge_chunks', 'EXCLUSIVE');
    const stored = await start('Stored');
    await rows.wanted(); // in the middle of its transaction

    knows('Asked');
    const waits = await start('Asked', 'ALWAYS');
    const question = await approvals.opened(waits, 'learn');
    hold('judge', 'Judged', until);
    knows('Judged');
    hold('understand', 'Understood', until);
    knows('Understood');
    knows('Refused', {
      verdict: { verdict: 'UNSAFE', explanation: 'It is bad.', quote: 'The town of Refused has a bridge' },
    });
    const judged = await start('Judged');
    const understood = await start('Understood');
    await Promise.all([asked('judge', 'The end of Judged'), answered('judge', 'town of Judged')]);
    await Promise.all([asked('understand', 'The end of Understood'), answered('understand', 'town of Understood')]);
    const vault = await lockTable(stack, 'black_vault', 'EXCLUSIVE');
    const refused = await start('Refused');
    await vault.wanted();

    await killAndGoOn(async () => {
      open!();
      await approvals.decide(question.id, 'APPROVE'); // while no worker runs
      await Promise.all([rows.release(), vault.release()]);
    });
    for (const run of [stored, waits, judged, understood])
      expect(await run.end()).toMatchObject({ status: 'COMPLETED', resultJson: { outcome: 'LEARNED', version: 1 } });
    expect((await refused.end()).failure!.code).toBe('CONTENT_UNSAFE');
    for (const name of ['Stored', 'Asked', 'Judged', 'Understood'] as const)
      expect(await storedOf(name)).toEqual(whole(name));
    expect(await storedOf('Refused')).toMatchObject({ documents: 0 });
    expect((await storedKnowledge(stack)).vault).toMatchObject([{ source: 'Refused', reason: 'UNSAFE' }]);
    // What was answered before is not asked again; what was not, is.
    expect(requestsAbout('judge', 'town of Judged')).toBe(1);
    expect(requestsAbout('understand', 'town of Understood')).toBe(1);
    expect(requestsAbout('judge', 'town of Stored')).toBe(1);
    expect(requestsAbout('understand', 'town of Stored')).toBe(1);
    expect(await paidTwice(stack)).toEqual([]);
  },
);

test.runIf(long).for([
  ['Validated', 'knowledge_documents'],
  ['Vaulted', 'black_vault'],
] as const)('a worker that is killed before it is %s ends the run right', async ([name, table]) => {
  knows(name);
  const held = await lockTable(stack, table, 'ACCESS EXCLUSIVE');
  const run = await start(name);
  await held.wanted();
  await killAndGoOn(held.release);
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  expect(await storedOf(name)).toEqual(whole(name));
  expect(await paidTwice(stack)).toEqual([]);
});

test.runIf(long)('a worker that is killed while it reads ends the run right', async () => {
  knows('Read');
  const run = await start('Read');
  for await (const { progress } of run.states()) if (progress.step === 'read') break;
  await killAndGoOn(async () => undefined);
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  expect(await storedOf('Read')).toEqual(whole('Read'));
});

test(
  'a run that is cancelled at any step stores nothing, or all, and keeps nothing for itself',
  { timeout },
  async () => {
    const never = new Promise<void>(() => undefined);
    const names = ['NoRead', 'NoValidated', 'NoVaulted', 'NoJudged', 'NoUnderstood', 'NoAsked', 'NoStored'] as const;
    hold('judge', 'NoJudged', never); // before the model knows them, as it does the first that it is told
    hold('understand', 'NoUnderstood', never);
    for (const name of names) knows(name);
    const rows = await lockTable(stack, 'knowledge_chunks', 'EXCLUSIVE');
    const stored = await start('NoStored');
    await rows.wanted();
    const waits = await start('NoAsked', 'ALWAYS');
    await approvals.opened(waits, 'learn');
    const [judged, understood] = await Promise.all([start('NoJudged'), start('NoUnderstood')]);
    await Promise.all([asked('judge', 'The end of NoJudged'), asked('understand', 'The end of NoUnderstood')]);
    const read = await start('NoRead');
    await Promise.all([stored, waits, judged, understood, read].map((run) => run.cancel()));
    await rows.release();
    await allCanceled([waits, judged, understood, read]);
    // Who is cancelled in the middle of a transaction may still end it, and then the run has done what it was to do.
    const { status } = await stored.end();
    expect(await storedOf('NoStored')).toEqual(status === 'COMPLETED' ? whole('NoStored') : nothing);

    const vault = await lockTable(stack, 'black_vault', 'ACCESS EXCLUSIVE');
    const vaulted = await start('NoVaulted');
    await vault.wanted();
    const documents = await lockTable(stack, 'knowledge_documents', 'ACCESS EXCLUSIVE');
    const validated = await start('NoValidated');
    await documents.wanted();
    await Promise.all([vaulted, validated].map((run) => run.cancel()));
    await Promise.all([vault.release(), documents.release()]);
    await allCanceled([vaulted, validated]);
    for (const name of names) if (name !== 'NoStored') expect(await storedOf(name), name).toEqual(nothing);
  },
);

const nothing = { documents: 0, text: '', facts: 0 };

async function allCanceled(runs: TestRun[]) {
  for (const run of runs) {
    expect(await run.end()).toMatchObject({ status: 'CANCELED' });
    expect(await workObjects(stack, run)).toEqual([]);
  }
}
