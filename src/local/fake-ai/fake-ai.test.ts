import Anthropic from '@anthropic-ai/sdk';
import OpenAI, { toFile } from 'openai';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { waitFor } from '../../../test/wait-for.ts';
import { startFakeAnthropic } from './anthropic.ts';
import type { FakeOptions } from '../fake-server/start.ts';
import { startFakeOpenai } from './openai.ts';
import { createRequestLog } from '../fake-server/request-log.ts';
import type { FakeRequest } from '../fake-server/script.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(() => Promise.all(open.splice(0).map((fake) => fake.close())));

async function anthropic(options: FakeOptions = {}) {
  const fake = await startFakeAnthropic(options);
  open.push(fake);
  const client = new Anthropic({ apiKey: 'any', authToken: null, baseURL: fake.url, maxRetries: 0 });
  const say = (rest: object = {}) => client.messages.create({ ...hello, ...rest });
  return { fake, client, say };
}
async function openai(options: FakeOptions = {}) {
  const fake = await startFakeOpenai(options);
  open.push(fake);
  return { fake, images: new OpenAI({ apiKey: 'any', baseURL: fake.url, maxRetries: 0 }).images };
}
const hello = {
  model: 'claude-sonnet-5-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hello' }],
};
const model = 'gpt-image-2.6-sunburst';
const schema = (type: object) => ({ output_config: { format: { type: 'json_schema', schema: type } } });
const image = (media_type: string, data: string) => ({
  messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type, data } }] }],
});
const claim = (more: object = {}) => ({
  type: 'object',
  properties: { text: { type: 'string' }, quote: { type: 'string' }, ...more },
  additionalProperties: false,
});

test('what has to be quoted is, from what stands between two tags', async () => {
  const { say } = await anthropic();
  const ask = async (content: string, type: object) => {
    const { content: blocks } = await say({
      max_tokens: 1000,
      messages: [{ role: 'user', content }],
      ...schema({
        type: 'object',
        properties: { claims: { type: 'array', items: type } },
        additionalProperties: false,
      }),
    });
    return JSON.parse((blocks[0] as { text: string }).text) as { claims: object[] };
  };
  const town = 'The ferry is red.';
  expect(await ask(`Read.\n<text-1>\n${town} It leaves\nat noon.\n</text-1>`, claim())).toEqual({
    claims: [town, 'It leaves', 'at noon.'].map((quote) => ({ text: quote, quote })),
  });
  const rows = [
    { message: 0, role: 'ASSISTANT', text: 'Hello.' },
    { message: 1, role: 'USER', text: town },
  ];
  const conversation = `<conversation>\n${rows.map((row) => JSON.stringify(row)).join('\n')}\n</conversation>`;
  expect(await ask(conversation, claim({ message: { type: 'integer' } }))).toEqual({
    claims: [{ text: town, quote: town, message: 1 }],
  });
  expect(await ask('Nothing to quote.', claim())).toEqual({
    claims: [{ text: 'Made-up text', quote: 'Made-up quote' }],
  });
});

test('both tell which models there are, for nothing, to whoever has a key', async () => {
  const { fake, client } = await anthropic();
  const { fake: other } = await openai();
  expect((await client.models.list()).data).toMatchObject([{ id: 'claude-sonnet-5-5' }]);
  const others = new OpenAI({ apiKey: 'any', baseURL: other.url, maxRetries: 0 }).models;
  expect((await others.list()).data).toMatchObject([{ id: 'gpt-image-2.6-sunburst' }]);
  expect(fake.requests[0]).toMatchObject({ path: '/v1/models', status: 200, usage: null });
  other.script({ status: 401 });
  await expect(others.list()).rejects.toMatchObject({ status: 401 });
  expect((await fetch(`${fake.url}/v1/models`)).status).toBe(401);
});

const gif = 'R0lGODlhAQABAAAAACH5BAEAAAAALAAAAAABAAEAAAIAOw==';

test.each([
  [{ model: 'gpt-6' }, 404],
  [{ max_tokens: 0 }, 400],
  [{ max_tokens: 128_001, stream: true }, 400],
  [{ messages: [] }, 400],
  [{ messages: [{ role: 'system', content: 'x' }] }, 400],
  [{ messages: [{ role: 'user', content: '' }] }, 400],
  [{ messages: [...hello.messages, { role: 'assistant', content: 'I' }] }, 400],
  [{ temperature: 0.5 }, 400],
  [{ system: [{ type: 'text', text: ' ' }] }, 400],
  [
    { system: Array.from({ length: 5 }, () => ({ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } })) },
    400,
  ],
  [schema({ type: 'object', properties: {} }), 400],
  [schema({ type: 'object', properties: { a: { type: 'string', maxLength: 3 } }, additionalProperties: false }), 400],
  [image('image/png', gif), 400],
  [image('image/tiff', gif), 400],
  [image('image/png', 'AAAA'), 400],
])('Anthropic refuses %o', async (wrong, status) => {
  const { fake, say } = await anthropic();
  await expect(say(wrong)).rejects.toMatchObject({ status, requestID: expect.stringMatching(/^req_/) });
  expect(fake.requests).toMatchObject([{ outcome: 'refused', status, usage: null }]);
});

test('Anthropic takes what is right', async () => {
  const { say } = await anthropic();
  const { content, usage } = await say(image('image/gif', gif));
  expect(content).toMatchObject([{ type: 'text', text: expect.stringContaining('no model was asked') }]);
  expect(usage).toMatchObject({ input_tokens: 13, service_tier: 'standard' });
});

test('who has no key is turned away', async () => {
  const [{ fake }, images] = await Promise.all([anthropic(), openai()]);
  const headers = { 'content-type': 'application/json', 'anthropic-version': '2026-10-21' };
  const answers = await Promise.all(
    [`${fake.url}/v1/messages`, `${images.fake.url}/images/generations`].map((url) =>
      fetch(url, { method: 'POST', headers, body: JSON.stringify(hello) }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([401, 401]);
});

test.each([
  [{ model: 'gpt-image-1' }, 404, 'model_not_found'],
  [{ model: 'dall-e-3' }, 404, 'model_not_found'],
  [{ prompt: '' }, 400, 'missing_required_parameter'],
  [{ size: '1000x1000' }, 400, 'invalid_value'],
  [{ size: '4096x1024' }, 400, 'invalid_value'],
  [{ size: '1024x256' }, 400, 'invalid_value'],
  [{ quality: 'hd' }, 400, 'invalid_value'],
  [{ output_format: 'gif' }, 400, 'invalid_value'],
  [{ background: 'transparent' }, 400, 'invalid_value'],
  [{ partial_images: 2 }, 400, 'invalid_value'],
  [{ n: 11 }, 400, 'invalid_value'],
  [{ response_format: 'url' }, 400, 'unknown_parameter'],
])('OpenAI refuses %o', async (wrong, status, code) => {
  const { images } = await openai();
  await expect(images.generate({ model, prompt: 'a boat', ...(wrong as object) })).rejects.toMatchObject({
    status,
    code,
  });
});

const file = (bytes: Buffer, type: string) => toFile(bytes, 'file', { type });

test('OpenAI refuses files that it cannot edit', async () => {
  const { images } = await openai();
  const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  const edit = (rest: object) => images.edit({ model, prompt: 'a boat', image: [], ...rest });
  await expect(edit({})).rejects.toMatchObject({ code: 'missing_required_parameter' });
  await expect(edit({ image: [await file(png, 'image/tiff')] })).rejects.toMatchObject({
    code: 'unsupported_file_mimetype',
  });
  await expect(edit({ image: [await file(Buffer.from('x'), 'image/png')] })).rejects.toMatchObject({
    code: 'invalid_image_file',
  });
  const opaque = await file(png, 'image/png');
  await expect(edit({ image: [opaque], mask: opaque })).rejects.toThrow(/no alpha channel/);
});

test('OpenAI edits the picture it is given', async () => {
  const { images } = await openai();
  const source = await sharp({ create: { width: 64, height: 32, channels: 3, background: '#ff0000' } })
    .png()
    .toBuffer();
  const edits = { model, prompt: 'redder', image: [await toFile(source, 'a.png', { type: 'image/png' })] };
  const { data, size } = await images.edit({ ...edits, size: 'auto' });
  expect(size).toBe('1536x1024');
  const pixel = await sharp(Buffer.from(data![0]!.b64_json!, 'base64')).resize(1, 1).raw().toBuffer();
  expect([...pixel].map((value) => value > 128)).toEqual([true, false, false]);
});

test('as many requests as the limits allow, and then a time to wait', async () => {
  const { fake, say } = await anthropic({ limits: { perInterval: { requests: 2, ms: 60_000 } } });
  await say();
  await say();
  const error = await say().catch((reason: unknown) => reason as { status: number; headers: Headers });
  expect(error).toMatchObject({ status: 429 });
  expect(Number((error as { headers: Headers }).headers.get('retry-after'))).toBeGreaterThan(30);
  fake.reset();
  await say();
});

test('no more requests at a time than allowed, and each says how many there were', async () => {
  const { fake, say } = await anthropic({ limits: { inFlight: 2 }, delayMs: 300 });
  const answers = await Promise.allSettled([say(), say(), say()]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  expect(fake.requests.map(({ inFlight }) => inFlight)).toEqual([1, 2, 3]);
});

test('steps serve the requests they fit, as often as they say', async () => {
  const { fake, say } = await anthropic();
  fake.script(
    { text: 'twice', times: 2 },
    { text: 'for haiku', when: ({ body }) => body?.model === 'claude-haiku-5-5', times: Infinity },
  );
  const said = async (rest: object = {}) => {
    const [block] = (await say(rest)).content;
    return block?.type === 'text' ? block.text : null;
  };
  expect([await said(), await said()]).toEqual(['twice', 'twice']);
  expect(await said()).toContain('made-up');
  const haiku = { model: 'claude-haiku-5-5' };
  expect([await said(haiku), await said(haiku)]).toEqual(['for haiku', 'for haiku']);
});

test('what was charged is noted when nobody waits for it any more', async () => {
  const { fake, images } = await openai({ delayMs: 60_000 });
  const stop = new AbortController();
  const call = images.generate({ model, prompt: 'a boat', size: '256x256' }, { signal: stop.signal });
  await waitFor('the work', () => fake.requests[0]?.usage);
  expect(fake.requests[0]).toMatchObject({ outcome: null, endedAt: null });
  stop.abort();
  await expect(call).rejects.toThrow();
  await waitFor('the end', () => fake.requests[0]?.outcome === 'left');
  expect(fake.requests[0]?.usage?.imageOutput).toBeGreaterThan(0);
});

const request = (body: number, bytes: number): FakeRequest<number> => ({
  method: 'POST',
  path: '/',
  headers: { 'content-length': `${bytes}` },
  body,
  startedAt: 0,
  endedAt: null,
  inFlight: 1,
  outcome: null,
  status: null,
  usage: null,
});

test('only so many requests are remembered, and bodies of fewer', () => {
  const log = createRequestLog<number>();
  for (let index = 0; index < 1010; index += 1) log.add(request(index, index % 2 ? 100 : 1_000_000));
  expect(log.requests).toHaveLength(1000);
  expect(log.requests.filter(({ body }) => body !== null)).toHaveLength(500 + 25);
  expect(log.requests.at(-1)?.body).toBe(1009);
});
