import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createApprovalsClient } from '../../test/approvals-client.ts';
import { useFakeAi } from '../../test/fake-ai.ts';
import { asks, storedKnowledge, teach, type LearningCall } from '../../test/learning.ts';
import { long } from '../../test/long.ts';
import { useStack } from '../../test/stack.ts';
import { waitFor } from '../../test/wait-for.ts';

const fakes = useFakeAi();
const stack = useStack({
  get env() {
    return fakes.env;
  },
});
const approvals = createApprovalsClient(stack);

/** Long enough for two parts, so that one is answered when the worker dies and the other is not. */
const filler = Array.from({ length: 900 }, (_, at) => `Sentence ${at} of the chronicle is about a quiet year.`);
const names = ['Judged', 'Understood', 'Refused', 'Stored', 'Asked', 'Validated', 'Vaulted', 'Read'] as const;
type Name = (typeof names)[number];
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

/** Holds a table as another transaction would. */
async function lock(table: string, mode: string) {
  const client = new Client({ connectionString: stack.env['DATABASE_URL']! });
  await client.connect();
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ${table} IN ${mode} MODE`);
  return {
    /** Once so many others want it. */
    wanted: (count: number) =>
      waitFor(`${count} that wait for ${table}`, async () => {
        const { rows } = await stack.database.pool.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND relation = '${table}'::regclass`,
        );
        return rows[0]!.n >= count || undefined;
      }),
    release: () => client.end(),
  };
}

const requestsAbout = (call: LearningCall, words: string) => fakes.anthropic.requests.filter(asks(call, words)).length;
const asked = (call: LearningCall, words: string) =>
  waitFor(`a request of ${call}`, async () => requestsAbout(call, words) > 0 || undefined);
const answered = (call: LearningCall, words: string) =>
  waitFor(
    `an answer to ${call}`,
    async () =>
      fakes.anthropic.requests.some((request) => asks(call, words)(request) && request.outcome === 'answered') ||
      undefined,
  );

async function killAndGoOn(release: () => Promise<void>) {
  await stack.worker.stop('SIGKILL');
  await release();
  await stack.startWorker();
}

/** Answers that were paid for twice: more than one of the same call of the same run. */
async function paidTwice() {
  const { rows } = await stack.database.pool.query(
    `SELECT run, activity, call, count(*)::int FROM generations WHERE outcome = 'SUCCEEDED' GROUP BY 1, 2, 3 HAVING count(*) > 1`,
  );
  return rows;
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

test('a worker that is killed while it judges, understands, refuses, stores or waits for a person ends each run right', async () => {
  let open: (() => void) | undefined;
  const until = new Promise<void>((resolve) => (open = resolve));
  knows('Stored');
  const rows = await lock('knowledge_chunks', 'EXCLUSIVE');
  const stored = await start('Stored');
  await rows.wanted(1); // in the middle of its transaction

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
  const vault = await lock('black_vault', 'EXCLUSIVE');
  const refused = await start('Refused');
  await vault.wanted(1);

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
  expect(await paidTwice()).toEqual([]);
});

test.runIf(long).for([
  ['Validated', 'knowledge_documents'],
  ['Vaulted', 'black_vault'],
] as const)('a worker that is killed before it is %s ends the run right', async ([name, table]) => {
  knows(name);
  const held = await lock(table, 'ACCESS EXCLUSIVE');
  const run = await start(name);
  await held.wanted(1);
  await killAndGoOn(held.release);
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  expect(await storedOf(name)).toEqual(whole(name));
  expect(await paidTwice()).toEqual([]);
});

test.runIf(long)('a worker that is killed while it reads ends the run right', async () => {
  knows('Read');
  const run = await start('Read');
  for await (const { progress } of run.states()) if (progress.step === 'read') break;
  await killAndGoOn(async () => undefined);
  expect(await run.end()).toMatchObject({ status: 'COMPLETED' });
  expect(await storedOf('Read')).toEqual(whole('Read'));
});
