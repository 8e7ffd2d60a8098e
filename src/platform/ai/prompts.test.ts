import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { startFakeLangfuse, type FakeLangfuse } from '../../local/fake-ai/langfuse.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { readSettings } from '../env.ts';
import type { Log } from '../log.ts';
import { definePrompt } from './prompt.ts';
import { createPrompts } from './prompts.ts';

const greeting = definePrompt({
  name: 'greeting',
  text: 'Greet {{name}}, who is {{age}}.',
  variables: z.object({ name: z.string().min(1), age: z.int() }),
});
const values = { name: 'Ada', age: 36 };

let fake: FakeLangfuse;
const warnings: string[] = [];
const log = { warn: (_fields: object, message: string) => warnings.push(message) } as unknown as Log;
beforeEach(async () => {
  warnings.length = 0;
  fake = await startFakeLangfuse();
});
afterEach(async () => {
  vi.useRealTimers();
  await fake.close();
});

const prompts = () => {
  const keys = {
    LANGFUSE_PUBLIC_KEY: fake.publicKey,
    LANGFUSE_SECRET_KEY: fake.secretKey,
    LANGFUSE_BASE_URL: fake.url,
  };
  return createPrompts(readSettings(keys).langfuse, log);
};
const inLangfuse = { text: 'Say hello to {{ name }}.', version: 3 };
const fromLangfuse = { text: 'Say hello to Ada.', name: 'greeting', version: 3, values };
const checkedIn = { text: 'Greet Ada, who is 36.', name: 'greeting', version: null, values };

test('a prompt is taken from Langfuse, and says which version it is', async () => {
  fake.prompts.set('greeting', inLangfuse);
  const client = prompts();
  expect(await client.render(greeting, values)).toEqual(fromLangfuse);
  expect(await client.render(greeting, { ...values, name: '{{age}} $& Bo' })).toMatchObject({
    text: 'Say hello to {{age}} $& Bo.',
  });
  expect(fake.requests, 'it is remembered').toHaveLength(1);
});

test('a prompt that Langfuse does not have, and any without Langfuse, is the one that is checked in', async () => {
  expect(await prompts().render(greeting, values)).toEqual(checkedIn);
  expect(await createPrompts(undefined, log).render(greeting, values)).toEqual(checkedIn);
  expect(warnings).toEqual([]);
});

test('a change in Langfuse arrives after a while, and nobody waits for it', async () => {
  fake.prompts.set('greeting', inLangfuse);
  vi.useFakeTimers({ toFake: ['Date'] });
  const client = prompts();
  await client.render(greeting, values);
  fake.prompts.set('greeting', { text: 'Hi, {{name}}!', version: 4 });
  vi.setSystemTime(Date.now() + 61_000);
  fake.script({ delayMs: 300 });
  const [first, second] = await Promise.all([client.render(greeting, values), client.render(greeting, values)]);
  expect([first, second], 'what is old is used meanwhile').toEqual([fromLangfuse, fromLangfuse]);
  await waitFor('the new version', async () => (await client.render(greeting, values)).version === 4);
  expect(fake.requests).toHaveLength(2);
});

test.each([
  ['slow', { delayMs: 60_000 }],
  ['down', { drop: 'before' as const }],
  ['out of order', { status: 500 }],
  ['of another opinion about the keys', { status: 401 }],
  ['confused', { malformed: true }],
])('while Langfuse is %s the prompt is the one that is checked in, soon', async (_how, trouble) => {
  fake.prompts.set('greeting', inLangfuse);
  fake.script(trouble);
  const client = prompts();
  const began = performance.now();
  expect(await client.render(greeting, values)).toEqual(checkedIn);
  expect(performance.now() - began, 'the first').toBeLessThan(3000 + 3000); // three times the second, and loading the client
  const again = performance.now();
  for (let n = 0; n < 20; n += 1) expect(await client.render(greeting, values)).toEqual(checkedIn);
  expect(performance.now() - again, 'the others').toBeLessThan(300);
});

test('what was known goes on being used while Langfuse is away', async () => {
  fake.prompts.set('greeting', inLangfuse);
  vi.useFakeTimers({ toFake: ['Date'] });
  const client = prompts();
  await client.render(greeting, values);
  fake.script({ status: 500 });
  vi.setSystemTime(Date.now() + 61_000);
  expect(await client.render(greeting, values)).toEqual(fromLangfuse);
  await waitFor('a warning', () => warnings.length === 1);
  expect(await client.render(greeting, values)).toEqual(fromLangfuse);
});

test('a prompt of Langfuse with a variable that nobody gives is not used, and the log says why', async () => {
  fake.prompts.set('greeting', { text: 'Greet {{nmae}}.', version: 5 });
  expect(await prompts().render(greeting, values)).toEqual(checkedIn);
  expect(warnings).toEqual([expect.stringMatching(/variables that nobody gives: nmae\./)]);
});

test('values that are missing, wrong, or of no variable are refused by name', async () => {
  const client = createPrompts(undefined, log);
  // @ts-expect-error -- a value is missing
  await expect(client.render(greeting, { name: 'Ada' })).rejects.toThrow(/Prompt greeting: .*age/s);
  // @ts-expect-error -- there is no such variable
  await expect(client.render(greeting, { ...values, nmae: 'Ada' })).rejects.toThrow(/greeting: .*nmae/s);
  await expect(client.render(greeting, { name: '', age: 36 })).rejects.toThrow(/greeting: .*name/s);
});

test('a text with a variable that is not declared does not compile', () => {
  // @ts-expect-error -- {{age}} is not declared
  definePrompt({ name: 'typo', text: 'Greet {{name}}, who is {{age}}.', variables: z.object({ name: z.string() }) });
});
