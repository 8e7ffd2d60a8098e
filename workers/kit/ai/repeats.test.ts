import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { useFakeAi } from '../../../test/fake-ai.ts';
import { useStack } from '../../../test/stack.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { ServiceUnavailableError } from '../../../src/errors.ts';
import { noTracing } from '../../../src/platform/ai/tracing.ts';
import { generations } from '../../../src/platform/db/tables/generations.ts';
import { hashedEmbedder } from '../../../src/platform/embeddings/hashed.ts';
import { createLog } from '../../../src/platform/log.ts';
import type { PictureRequest, TextRequest } from '../ai.ts';
import { createCalls } from './call.ts';
import { embedTexts } from './embed.ts';
import { makePicture } from './picture.ts';
import { generateText } from './text.ts';
import { createAiTools, type AiTools } from './tools.ts';

const fakes = useFakeAi();
const stack = useStack({
  worker: false,
  get env() {
    return {
      ...fakes.env,
      IMAGE_MAX_BYTES: '1000',
      EMBEDDINGS_MODEL: 'text-embedding-3-small',
      EMBEDDINGS_DIMENSIONS: '256',
    };
  },
});

/** An activity call, which is attempted as often as a test wants. */
function activityCall() {
  const log = createLog('silent');
  const { settings, storage, database } = stack;
  const tools = createAiTools({ settings, storage, database, tracing: noTracing, log });
  const run = randomUUID();
  const { signal } = new AbortController();
  let attempts = 0;
  const attempt = (using: AiTools = tools) => {
    const shared = { run, workflowId: run, workflow: 'w', labels: [], task: ' 1', execution: run, attempt: ++attempts };
    const calls = createCalls(using, {
      origin: { ...shared, parents: [], step: null, activity: 'ask' },
      cap: { run, limit: 1e9, onLimit: 'FAIL' },
      quota: { users: [], cost: null, runs: null },
      traced: { ...shared, activity: 'w.ask', startedAt: new Date() },
      repeats: attempts > 1,
      signal,
      log,
    });
    const place = { signal, workKey: workKey(run), report: () => {}, preview: () => {} };
    return {
      ask: <T>(request: Omit<TextRequest<T>, 'purpose'>) =>
        generateText(using, calls, place, { purpose: 'talk', ...request }),
      embed: (texts: readonly string[]) => embedTexts(using, calls, place, { purpose: 'index', texts }),
      paint: (request: Pick<PictureRequest, 'words' | 'sources'>) =>
        makePicture(using, calls, place, {
          purpose: 'picture',
          size: '256x256',
          quality: 'low',
          format: 'png',
          ...request,
        }),
    };
  };
  const rows = () =>
    stack.database.ask((db) =>
      db.select().from(generations).where(eq(generations.run, run)).orderBy(generations.startedAt),
    );
  return { attempt, rows, tools };
}

const workKey = (run: string) => `work/${run}/ask`;
const saying = (content: string) => [{ role: 'user' as const, content }];

test('a repeat whose prompt was changed in between gets the stored answer; other values are another call', async () => {
  const { attempt, rows } = activityCall();
  const prompt = { name: 'caption', version: 3, text: 'Say hello to Ada.', values: { who: 'Ada' } };
  const changed = { ...prompt, version: 4, text: 'Greet Ada.' };
  const other = { ...changed, text: 'Greet Bo.', values: { who: 'Bo' } };
  const ask = (used: typeof prompt) => attempt().ask({ prompt: used, messages: saying(`${used.text} In Dutch.`) });
  const first = await ask(prompt);
  expect(await ask(changed)).toEqual(first);
  expect(fakes.anthropic.requests).toHaveLength(1);
  expect(await rows()).toMatchObject([{ promptName: 'caption', promptVersion: '3' }]);
  await ask(other);
  expect(fakes.anthropic.requests).toHaveLength(2);
});

test('an answer that PostgreSQL cannot hold as it is is stored all the same, and not paid for twice', async () => {
  const { attempt, rows } = activityCall();
  fakes.anthropic.script({ text: 'Nothing \0 and half \ud83d a face.' });
  const messages = saying('What is in it?');
  await attempt().ask({ messages });
  expect(await attempt().ask({ messages })).toMatchObject({ text: 'Nothing \ufffd and half \ufffd a face.' });
  expect(fakes.anthropic.requests).toHaveLength(1);
  expect(await rows()).toMatchObject([{ outcome: 'SUCCEEDED' }]);
});

test('what is wrong before a call is made is a coded failure, and leaves no row', async () => {
  const { attempt, rows } = activityCall();
  const odd = attempt().ask({ messages: saying('When?'), schema: z.object({ at: z.date() }) });
  const refused = { type: 'REQUEST_REFUSED', nonRetryable: true };
  await expect(odd).rejects.toMatchObject({ ...refused, message: expect.stringContaining('schema') });

  const [small, large] = [await stack.put(Buffer.alloc(10)), await stack.put(Buffer.alloc(1001))];
  const message = 'Image 2 has 1001 bytes; IMAGE_MAX_BYTES allows 1000.';
  const images = [small, large];
  await expect(attempt().ask({ messages: saying('Who?'), images })).rejects.toMatchObject({ ...refused, message });
  const sources = Array.from({ length: 17 }, () => small);
  await expect(attempt().paint({ words: 'All of them.', sources })).rejects.toMatchObject({
    ...refused,
    message: '17 images are too many for one call: at most 16.',
  });
  expect(await rows()).toEqual([]);
  expect([...fakes.anthropic.requests, ...fakes.openai.requests]).toEqual([]);
});

test('a call that was written down without anybody hearing of it was not made, and counts nothing', async () => {
  const { attempt, rows, tools } = activityCall();
  const generations = tools.generations!;
  const begin: typeof generations.begin = async (...call) => {
    await generations.begin(...call);
    throw new ServiceUnavailableError('The database');
  };
  const messages = saying('Are you there?');
  const cut = { ...tools, generations: { ...generations, begin } };
  await expect(attempt(cut).ask({ messages })).rejects.toThrow(ServiceUnavailableError);
  expect(await rows()).toEqual([]);
  await attempt().ask({ messages });
  const [row, ...more] = await rows();
  expect(more).toEqual([]);
  const { rows: accounts } = await stack.database.pool.query(
    'SELECT spent::integer, reserved::integer FROM spending WHERE account = $1',
    [`run:${row!.run}`],
  );
  expect(accounts).toEqual([{ spent: row!.cost, reserved: 0 }]);
});

test('vectors are asked for in groups, cost what they cost, and are not paid for twice', async () => {
  const { attempt, rows, tools } = activityCall();
  const texts = Array.from({ length: 70 }, (_, at) => `Passage ${at} of a page.`);
  const first = await attempt().embed(texts);
  expect(first).toMatchObject({ provider: new URL(fakes.openai.url).host, model: 'text-embedding-3-small/256' });
  expect(first.vectors.map(({ length }) => length)).toEqual(texts.map(() => 256));
  expect(first.costUsd).toBeGreaterThan(0);
  expect(await attempt().embed(texts)).toEqual(first);
  expect(fakes.openai.requests.map(({ body }) => body?.embeddings?.input.length)).toEqual([64, 6]);
  const kept = await rows();
  expect(kept).toMatchObject(
    [1, 2].map(() => ({ outcome: 'SUCCEEDED', model: 'text-embedding-3-small', purpose: 'index' })),
  );
  expect(JSON.stringify(kept), 'what was sent is in no row').not.toContain('Passage');

  // The worker dies after the vectors are stored, and before their row says so.
  const last = fakes.openai.requests.length;
  const dying = { ...tools, generations: { ...tools.generations!, settle: () => new Promise<never>(() => undefined) } };
  void attempt(dying).embed(['Something else.']);
  await waitFor('the stored vectors', async () => {
    const pending = (await rows()).find(({ outcome }) => outcome === 'PENDING');
    return pending && tools.storage.head(tools.storage.own(`${workKey(pending.run)}/ai/${pending.call}`));
  });
  await attempt().embed(['Something else.']);
  expect(fakes.openai.requests).toHaveLength(last + 1);
  expect(await rows()).toMatchObject([1, 2, 3].map(() => ({ outcome: 'SUCCEEDED' })));
});

test('an answer that is not what was asked for is a failure, and no vector', async () => {
  const { attempt, rows } = activityCall();
  fakes.openai.script({ vectors: [[1, 2, 3]] });
  await expect(attempt().embed(['A passage.'])).rejects.toMatchObject({ type: 'ANSWER_INVALID', nonRetryable: false });
  expect(await rows()).toMatchObject([{ outcome: 'FAILED', failure: 'ANSWER_INVALID' }]);
  fakes.openai.script({ status: 401 });
  await expect(attempt().embed(['A passage.'])).rejects.toMatchObject({ type: 'PROVIDER_REJECTED' });
});

test('without a model nobody is asked', async () => {
  const { attempt, rows, tools } = activityCall();
  const answer = await attempt({ ...tools, embedder: hashedEmbedder }).embed(['A passage.']);
  expect(answer).toMatchObject({ provider: 'hashed', costUsd: 0 });
  expect(await rows()).toEqual([]);
  expect(fakes.openai.requests).toEqual([]);
});
