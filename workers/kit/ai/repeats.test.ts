import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { useFakeAi } from '../../../test/fake-ai.ts';
import { useStack } from '../../../test/stack.ts';
import { ServiceUnavailableError } from '../../../src/errors.ts';
import { noTracing } from '../../../src/platform/ai/tracing.ts';
import { generations } from '../../../src/platform/db/tables/generations.ts';
import { createLog } from '../../../src/platform/log.ts';
import type { PictureRequest, TextRequest } from '../ai.ts';
import { createCalls } from './call.ts';
import { makePicture } from './picture.ts';
import { generateText } from './text.ts';
import { createAiTools, type AiTools } from './tools.ts';

const fakes = useFakeAi();
const stack = useStack({
  worker: false,
  get env() {
    return { ...fakes.env, IMAGE_MAX_BYTES: '1000' };
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
      traced: { ...shared, activity: 'w.ask', startedAt: new Date() },
      repeats: attempts > 1,
      signal,
      log,
    });
    const place = { signal, workKey: `work/${run}/ask`, report: () => {}, preview: () => {} };
    return {
      ask: <T>(request: Omit<TextRequest<T>, 'purpose'>) =>
        generateText(using, calls, place, { purpose: 'talk', ...request }),
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
