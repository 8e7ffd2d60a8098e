import { expect, test } from 'vitest';
import * as z from 'zod';
import { aiSettings, useFakeAi } from '../../../test/fake-ai.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { freePort } from '../../local/free-port.ts';
import { createLog } from '../log.ts';
import { AiError } from './ai-error.ts';
import { createLlm } from './llm.ts';
import type { LlmRequest } from './messages-request.ts';
import { createModels } from './models.ts';

const fakes = useFakeAi();
const models = createModels({}, createLog('silent'));
const llm = (env: Record<string, string> = fakes.env) => createLlm(aiSettings(env), models);
const hello: LlmRequest = { messages: [{ role: 'user', content: 'Say hello.' }] };
const asked = () => fakes.anthropic.requests.map(({ body }) => body!);

async function failure(call: Promise<unknown>): Promise<AiError> {
  const error = await call.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AiError);
  return error as AiError;
}

test('an answer comes with what it took, by which model', async () => {
  fakes.anthropic.script({ text: 'Hello!', usage: { input: 12, output: 5 } });
  expect(await llm().generate(hello)).toEqual({
    text: 'Hello!',
    value: undefined,
    usage: { input: 12, output: 5, cacheRead: 0, cacheWrite: 0, imageInput: 0, imageOutput: 0, images: 0 },
    model: 'claude-sonnet-5-5',
    stopReason: 'end_turn',
    requestId: expect.stringMatching(/^req_/),
  });
  expect(asked()[0]).toEqual({ model: 'claude-sonnet-5-5', max_tokens: 8000, messages: hello.messages });
});

test('parts of the text are told as they come', async () => {
  const parts: [string, string][] = [];
  const { text } = await llm().generate(hello, { onText: (part, soFar) => parts.push([part, soFar]) });
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.map(([part]) => part).join('')).toBe(text);
  expect(parts.at(-1)?.[1]).toBe(text);
});

test('long answers are streamed, as the SDK refuses them otherwise', async () => {
  const { requestId } = await llm().generate({ ...hello, maxTokens: 100_000 });
  expect(asked()[0]).toMatchObject({ stream: true, max_tokens: 100_000 });
  expect(requestId).toMatch(/^req_/);
});

const caption = z.object({
  caption: z.string().min(5).max(20).describe('What is in the picture.'),
  tags: z.array(z.string()).min(2).max(4),
  mood: z.enum(['calm', 'wild']),
  stars: z.number().int().min(3).max(5).default(4),
});

test('a structured answer is what the schema makes of it', async () => {
  const { value } = await llm().generate({ ...hello, schema: caption });
  expect(value).toEqual({ caption: 'Made-up caption', tags: ['Made-up tags', 'Made-up tags'], mood: 'calm', stars: 3 });
  fakes.anthropic.script({ text: '{"caption":"A boat","tags":["sea","sky"],"mood":"wild"}' });
  expect((await llm().generate({ ...hello, schema: caption })).value.stars).toBe(4);
});

test('what the provider cannot enforce it is told in words', async () => {
  await llm().generate({ ...hello, schema: caption });
  const format = asked()[0]?.output_config?.format;
  const schema = JSON.stringify(format?.schema);
  expect(format?.schema).toMatchObject({ required: ['caption', 'tags', 'mood'] }); // what has a default may be left out
  expect(schema).toContain('What is in the picture.\\n\\n{minLength: 5, maxLength: 20}');
  expect(schema).not.toContain('"maxLength"');
});

test.each([
  ['{"caption":"A boat', 'it is no JSON'],
  ['{"caption":"A","tags":["a","b"],"mood":"calm"}', 'caption: '],
])('an answer %s is not one', async (text, reason) => {
  fakes.anthropic.script({ text, usage: { output: 77 } });
  const error = await failure(llm().generate({ ...hello, schema: caption }));
  expect(error).toMatchObject({ code: 'ANSWER_INVALID', details: { retry: true, usage: { output: 77 } } });
  expect(error.message).toContain(reason);
});

test('a schema that JSON cannot say is refused before anything is sent', async () => {
  const error = await failure(llm().generate({ ...hello, schema: z.object({ at: z.date() }) }));
  expect(error).toMatchObject({ code: 'REQUEST_REFUSED', details: { retry: false } });
  expect(fakes.anthropic.requests).toEqual([]);
});

test.each([
  ['refusal', 'ANSWER_REFUSED'],
  ['max_tokens', 'ANSWER_TRUNCATED'],
  ['model_context_window_exceeded', 'ANSWER_TRUNCATED'],
] as const)('an answer that ends by %s fails, and says what it took', async (stopReason, code) => {
  for (const options of [{}, { onText: () => undefined }]) {
    fakes.anthropic.script({ stopReason, usage: { input: 9 } });
    const error = await failure(llm().generate(hello, options));
    expect(error).toMatchObject({ code, details: { retry: false, usage: { input: 9 } } });
    expect(error.details.requestId).toMatch(/^req_/);
  }
});

test('more than a model writes is refused before anything is sent', async () => {
  const error = await failure(llm().generate({ ...hello, maxTokens: 128_001 }));
  const message = 'maxTokens: claude-sonnet-5-5 writes 128000 at most, not 128001.';
  expect(error).toMatchObject({ code: 'REQUEST_REFUSED', message, details: { retry: false } });
  expect(asked()).toEqual([]);
});

test('a failure says no more of an answer than people read', async () => {
  const made = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`field${index}`, 1]));
  fakes.anthropic.script({ text: JSON.stringify(made) });
  const error = await failure(llm().generate({ ...hello, schema: z.strictObject({}) }));
  expect(error).toMatchObject({ code: 'ANSWER_INVALID', message: expect.stringContaining('field1') });
  expect(error.message.length).toBeLessThan(400);
});

test('an answer longer than its limit is truncated by it', async () => {
  expect(await failure(llm().generate({ ...hello, maxTokens: 5 }))).toMatchObject({
    code: 'ANSWER_TRUNCATED',
    details: { usage: { output: 5 } },
  });
});

test.each([
  [400, 'REQUEST_REFUSED', false],
  [401, 'PROVIDER_REJECTED', false],
  [402, 'PROVIDER_REJECTED', false],
  [403, 'PROVIDER_REJECTED', false],
  [404, 'REQUEST_REFUSED', false],
  [413, 'REQUEST_REFUSED', false],
  [422, 'REQUEST_REFUSED', false],
  [429, 'PROVIDER_BUSY', true],
  [500, 'PROVIDER_BUSY', true],
  [504, 'PROVIDER_BUSY', true],
  [529, 'PROVIDER_BUSY', true],
] as const)('status %i is %s, after one request', async (status, code, retry) => {
  for (const options of [{}, { onText: () => undefined }]) {
    fakes.anthropic.script({ status });
    const error = await failure(llm().generate(hello, options));
    expect(error).toMatchObject({ code, details: { retry } });
    expect(error.details.lost ?? false).toBe(status === 504); // it may have been at work
    expect(error.details.requestId).toMatch(/^req_/);
    if (code === 'PROVIDER_REJECTED') expect(error.message).toContain('ANTHROPIC_API_KEY');
  }
  expect(fakes.anthropic.requests).toHaveLength(2);
});

test('without a key nothing is asked, and the variable is named', async () => {
  const error = await failure(llm({ ANTHROPIC_BASE_URL: fakes.anthropic.url }).generate(hello));
  expect(error).toMatchObject({ code: 'PROVIDER_REJECTED', details: { retry: false } });
  expect(error.message).toContain('ANTHROPIC_API_KEY');
  expect(fakes.anthropic.requests).toEqual([]);
});

test('errors do not hold the key, nor what was sent', async () => {
  const message = 'Incorrect key fake-anthropic-key-4a7e11c90d';
  fakes.anthropic.script({ status: 401, error: { message } }, { drop: 'after' });
  for (let call = 0; call < 2; call += 1) {
    const error = await failure(llm().generate({ messages: [{ role: 'user', content: 'canary-of-the-prompt' }] }));
    const all = JSON.stringify([error.message, String(error.cause), error.stack, error.details]);
    expect(all).not.toMatch(/4a7e11c90d|canary/);
  }
});

test('retry-after is taken in seconds and as a date, and for a day at most', async () => {
  fakes.anthropic.script({ status: 429, headers: { 'retry-after': '7' } });
  expect((await failure(llm().generate(hello))).details.retryAfterMs).toBe(7000);
  const date = new Date(Date.now() + 60_000).toUTCString();
  fakes.anthropic.script({ status: 529, headers: { 'retry-after': date } });
  const { retryAfterMs } = (await failure(llm().generate(hello))).details;
  expect(retryAfterMs).toBeGreaterThan(20_000);
  expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  for (const wait of ['1e300', 'Infinity', '99999999']) {
    fakes.anthropic.script({ status: 429, headers: { 'retry-after': wait } });
    expect((await failure(llm().generate(hello))).details.retryAfterMs).toBe(86_400_000);
  }
  fakes.anthropic.script({ status: 503, headers: { 'retry-after': 'soon' } });
  expect((await failure(llm().generate(hello))).details).not.toHaveProperty('retryAfterMs');
});

test.each([{ drop: 'before' }, { drop: 'after' }, { drop: 'during' }, { malformed: true }] as const)(
  'an answer that is lost by %o may have been worked for',
  async (step) => {
    for (const options of [{}, { onText: () => undefined }]) {
      fakes.anthropic.script(step);
      const error = await failure(llm().generate(hello, options));
      expect(error).toMatchObject({ code: 'PROVIDER_BUSY', details: { retry: true, lost: true } });
    }
    expect(fakes.anthropic.requests).toHaveLength(2);
  },
);

test('an error in the middle of a stream is one', async () => {
  fakes.anthropic.script({ error: { type: 'overloaded_error' } });
  const error = await failure(llm().generate(hello, { onText: () => undefined }));
  expect(error).toMatchObject({ code: 'PROVIDER_BUSY', details: { retry: true, lost: true } });
});

test('a provider that is not reached has done nothing', async () => {
  const error = await failure(
    llm({ ...fakes.env, ANTHROPIC_BASE_URL: `http://127.0.0.1:${await freePort()}` }).generate(hello),
  );
  expect(error).toMatchObject({ code: 'PROVIDER_BUSY', details: { retry: true } });
  expect(error.details).not.toHaveProperty('lost');
});

test.each([
  ['before', 'at once'],
  ['before', 'streamed'],
  ['during', 'at once'],
  ['during', 'streamed'],
] as const)('who stops waiting hangs up: %s an answer that comes %s', async (hang, way) => {
  const onText = way === 'streamed' ? () => undefined : undefined;
  const stop = new AbortController();
  const reason = new Error('not wanted any more');
  fakes.anthropic.script({ hang });
  const call = llm().generate(hello, { signal: stop.signal, onText });
  await waitFor('the request', () => fakes.anthropic.requests[0]?.usage);
  stop.abort(reason);
  await expect(call).rejects.toBe(reason);
  await waitFor('the fake sees it', () => fakes.anthropic.requests[0]?.outcome === 'left');
});

test('who has stopped waiting before asks nothing', async () => {
  const reason = new Error('too late');
  await expect(llm().generate(hello, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(fakes.anthropic.requests).toEqual([]);
});

test('long instructions are kept by the provider, short ones are not', async () => {
  const system = 'Describe pictures for people who cannot see them. '.repeat(200);
  const first = await llm().generate({ ...hello, system });
  const second = await llm().generate({ messages: [{ role: 'user', content: 'Another one.' }], system });
  expect(first.usage).toMatchObject({ cacheRead: 0, cacheWrite: expect.any(Number) });
  expect(first.usage.cacheWrite).toBeGreaterThan(1024);
  expect(second.usage).toMatchObject({ cacheRead: first.usage.cacheWrite, cacheWrite: 0 });
  await llm().generate({ ...hello, system: 'Be brief.' });
  expect(asked()[2]?.system).toBe('Be brief.');
});
