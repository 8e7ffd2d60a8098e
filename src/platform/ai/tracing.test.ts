import { createTraceId } from '@langfuse/tracing';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { startFakeLangfuse, type FakeLangfuse } from '../../local/fake-ai/langfuse.ts';
import type { ReceivedSpan } from '../../local/fake-ai/otlp.ts';
import { waitFor } from '../../../test/wait-for.ts';
import { readSettings } from '../env.ts';
import { createLog, type Log } from '../log.ts';
import { traceIdOf } from './trace-ids.ts';
import type { TracedAttempt, TracedGeneration } from './traced.ts';
import { createTracing, type Tracing } from './tracing.ts';
import { noUsage } from './usage.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const log = createLog('silent');

async function langfuse(): Promise<FakeLangfuse> {
  const fake = await startFakeLangfuse();
  opened.push(fake);
  return fake;
}

/** A process that traces to it. */
async function tracingTo(baseUrl: string, env: Record<string, string> = {}): Promise<Tracing> {
  const keys = { LANGFUSE_PUBLIC_KEY: 'pk-lf-fake', LANGFUSE_SECRET_KEY: 'sk-lf-fake', LANGFUSE_BASE_URL: baseUrl };
  const tracing = await createTracing(readSettings({ ...keys, ...env }), log);
  opened.unshift(tracing);
  return tracing;
}

const start = Date.now();
const attemptAt = (task: string, attempt = 1): TracedAttempt => ({
  run: 'first-run',
  execution: 'first-run',
  workflowId: 'caption-1',
  workflow: 'captionPhoto',
  labels: ['brand=alps', 'shop=north'],
  activity: 'captionPhoto.describe',
  task,
  attempt,
  startedAt: new Date(start),
});
const generation = (id: string, more: Partial<TracedGeneration> = {}): TracedGeneration => ({
  id,
  attempt: attemptAt('1'),
  purpose: 'caption',
  model: 'claude-haiku-5-5',
  parameters: { maxTokens: 400 },
  input: { messages: [{ role: 'user', content: 'What is in it?' }], images: ['s3://bucket/photo.jpg'] },
  output: 'A lake.',
  usage: { ...noUsage, input: 100, output: 20, cacheRead: 30 },
  costUsd: 0.000_25,
  startedAt: new Date(start + 100),
  endedAt: new Date(start + 600),
  outcome: 'SUCCEEDED',
  ...more,
});

const nameOf = ({ attributes }: ReceivedSpan) => String(attributes['langfuse.observation.metadata.generation']);

test('a run is one trace: attempts, and under each of them its generations', async () => {
  const fake = await langfuse();
  const tracing = await tracingTo(fake.url, { LANGFUSE_TRACING_ENVIRONMENT: 'staging' });
  tracing.record(generation('a', { prompt: { name: 'caption', version: 7 } }));
  tracing.record(generation('b', { outcome: 'FAILED', problem: 'Overloaded.', usage: null, output: undefined }));
  tracing.recordAttempt(attemptAt('1'), { at: new Date(start + 700), problem: 'Overloaded.' });
  tracing.record(generation('c', { attempt: attemptAt('1', 2), prompt: { name: 'caption', version: null } }));
  tracing.recordAttempt(attemptAt('1', 2), { at: new Date(start + 900) });
  await tracing.close();

  const spans = fake.spans();
  expect(fake.problems).toEqual([]);
  expect(spans).toHaveLength(5);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([await createTraceId('first-run')]));
  const [first, second] = spans.filter(({ parentSpanId }) => parentSpanId === null);
  const under = (id: string) =>
    spans
      .filter(({ parentSpanId }) => parentSpanId === id)
      .toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  expect(first).toMatchObject({ name: 'captionPhoto.describe', attributes: { 'langfuse.observation.level': 'ERROR' } });
  expect(under(first!.spanId).map(nameOf)).toEqual(['a', 'b']);
  expect(under(second!.spanId)).toHaveLength(1);
  expect(under(first!.spanId)[0]).toMatchObject({
    name: 'caption',
    startedAt: new Date(start + 100),
    endedAt: new Date(start + 600),
    attributes: {
      'session.id': 'caption-1',
      'langfuse.trace.name': 'captionPhoto',
      'langfuse.trace.tags': ['brand=alps', 'shop=north'],
      'langfuse.environment': 'staging',
      'langfuse.internal.is_app_root': false,
      'langfuse.observation.model.name': 'claude-haiku-5-5',
      'langfuse.observation.model.parameters': { maxTokens: 400 },
      'langfuse.observation.usage_details': { input: 100, output: 20, input_cache_read: 30 },
      'langfuse.observation.cost_details': { total: 0.000_25 },
      'langfuse.observation.prompt.name': 'caption',
      'langfuse.observation.prompt.version': 7,
      'langfuse.observation.metadata.attempt': '1',
      'langfuse.observation.input': expect.stringContaining('s3://bucket/photo.jpg'),
      'langfuse.observation.output': 'A lake.',
    },
  });
  const [failed] = under(first!.spanId).slice(1);
  expect(failed!.attributes).toMatchObject({
    'langfuse.observation.level': 'ERROR',
    'langfuse.observation.status_message': 'Overloaded.',
  });
  const [fallback] = under(second!.spanId);
  expect(fallback!.attributes, 'Langfuse knows no version of it').not.toHaveProperty([
    'langfuse.observation.prompt.name',
  ]);
  expect(fallback!.attributes['langfuse.observation.metadata.prompt']).toBe('caption, as checked in');
});

test('what is told twice, by whatever process, is there once', async () => {
  const fake = await langfuse();
  for (const _process of [1, 2]) {
    const tracing = await tracingTo(fake.url);
    tracing.record(generation('a'));
    tracing.recordAttempt(attemptAt('1'), { at: new Date(start + 700) });
    await tracing.close();
  }
  expect(fake.requests).toHaveLength(2);
  expect(fake.spans()).toHaveLength(2);
});

test('a model without a price has no cost, rather than none', async () => {
  const fake = await langfuse();
  const tracing = await tracingTo(fake.url);
  tracing.record(generation('a', { costUsd: null }));
  await tracing.close();
  expect(fake.spans()[0]!.attributes).not.toHaveProperty(['langfuse.observation.cost_details']);
});

test('no secret, no signed link and no byte of a file gets into a trace', async () => {
  const fake = await langfuse();
  const known = 'correct "horse" battery staple, with\\slash';
  const env = {
    CREDENTIALS_KEY: known,
    DATABASE_URL: 'postgres://me:pa%20ss-canary@db/x',
    AWS_SECRET_ACCESS_KEY: 'aws-canary/1+2',
  };
  const tracing = await tracingTo(fake.url, env);
  const image = Buffer.from('PIXELS-canary '.repeat(500));
  const lines = image.toString('base64').replaceAll(/.{76}/g, '$&\n');
  const canaries = [
    known,
    'pa ss-canary',
    'aws-canary/1+2',
    'sk-lf-fake',
    'sk-ant-api03-canary0123456789abcdef',
    'Bearer canaryABCDEFGHIJKLMNOP',
    'eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOiIxIn0.c2lnbmF0dXJlLWNhbmFyeQ',
    'tgk_canary0123456789012345678901234567890123456',
    'https://s3.test/bucket/key.jpg?X-Amz-Expires=900&X-Amz-Signature=canary0123456789',
    'https://user:hunter2-canary@host.test/',
    `data:image/png;base64,${image.toString('base64').slice(0, 60)}`,
    image.toString('base64'),
    lines,
    image.toString('hex'),
    'someone.canary@mail.example.com',
  ];
  for (const [index, canary] of canaries.entries()) {
    const text = `Look: ${canary} and go on.`;
    const nested = { messages: [{ content: [text, { [text]: text }] }], image, view: new Uint8Array(image) };
    tracing.record(
      generation(`plain ${index}`, {
        input: text,
        output: nested,
        purpose: text,
        problem: text,
        parameters: { stop: text },
      }),
    );
    tracing.recordAttempt(
      { ...attemptAt(String(index)), workflowId: text, labels: [`label=${canary}`] },
      { at: new Date(), problem: text },
    );
    tracing.record(
      generation(`cut ${index}`, {
        input: ' '.repeat(100_000 - 10) + text,
        output: `${'x y '.repeat(25_995)}${text}${' end'.repeat(999)}`,
      }),
    );
  }
  await tracing.close();
  expect(fake.problems).toEqual([]);
  expect(tracing.dropped()).toBe(0);
  const told = fake.spans().map((span) => JSON.stringify(span));
  expect(told).toHaveLength(3 * canaries.length);
  const pieces = [...canaries.flatMap(piecesOf), 'canary', 'PIXELS', '80,73,88,69,76,83', 'UElYRUxT'];
  for (const piece of pieces) {
    expect(
      told.filter((text) => text.includes(piece)),
      piece.slice(0, 50),
    ).toEqual([]);
  }
  expect(told[0], 'the rest of the text is there').toMatch(/Look: .*and go on\./);
});

/** A piece of a secret is one, too: what is cut must not begin with it. */
const piecesOf = (canary: string) => {
  const secret = canary.slice(Math.max(0, canary.search(/canary|horse/) - 4));
  return [canary, JSON.stringify(canary).slice(1, -1), secret.slice(0, 10)];
};

test('a text that is too long is cut, and says so', async () => {
  const fake = await langfuse();
  const tracing = await tracingTo(fake.url);
  tracing.record(generation('a', { input: 'word '.repeat(100_000) }));
  await tracing.close();
  const input = String(fake.spans()[0]!.attributes['langfuse.observation.input']);
  expect(input.length).toBeLessThan(101_000);
  expect(input).toMatch(/… \[cut: it has 500000 characters\]$/);
});

test('a Langfuse that comes back gets what happened meanwhile, and nobody has waited', async () => {
  const fake = await langfuse();
  fake.script({ status: 500 }); // which the exporter itself does not repeat
  const tracing = await tracingTo(fake.url);
  const began = performance.now();
  for (let n = 0; n < 50; n += 1) tracing.record(generation(`down ${n}`));
  expect(performance.now() - began).toBeLessThan(300);
  await waitFor('a request while it is down', () => fake.requests.length > 0);
  fake.script();
  await waitFor('all of it', () => fake.spans().length === 50, 40_000);
  expect(tracing.dropped()).toBe(0);
});

const unwilling: [name: string, trouble: Parameters<FakeLangfuse['script']>[0], said: RegExp][] = [
  ['does not answer', { delayMs: 60_000 }, /before the end/],
  ['closes the connection', { drop: 'before' }, /before the end/],
  ['fails', { status: 500 }, /before the end/],
  ['asks for patience', { status: 429, headers: { 'retry-after': '3600' } }, /before the end/],
  ['refuses the keys', { status: 401 }, /LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY/],
  ['refuses what it is told', { status: 400 }, /refused them: 400/],
];
/** A process that traces to it, beside others, and what it warns of. */
async function tracingBeside(baseUrl: string) {
  const warned: string[] = [];
  const keys = { LANGFUSE_PUBLIC_KEY: 'pk-lf-fake', LANGFUSE_SECRET_KEY: 'sk-lf-fake', LANGFUSE_BASE_URL: baseUrl };
  const itsLog: Log = { ...log, warn: (_fields, message) => warned.push(message) };
  return { tracing: await createTracing(readSettings(keys), itsLog), warned };
}

test.concurrent.each(unwilling)('a Langfuse that %s costs spans, and no time', async (_name, trouble, said) => {
  const fake = await startFakeLangfuse();
  fake.script(trouble);
  const { tracing, warned } = await tracingBeside(fake.url);
  try {
    const began = performance.now();
    for (let n = 0; n < 150; n += 1) tracing.record(generation(`${n}`));
    expect(performance.now() - began, 'recording').toBeLessThan(1000);
    await waitFor('a request', () => fake.requests.length > 0);
    const closing = performance.now();
    await tracing.close();
    expect(performance.now() - closing, 'closing').toBeLessThan(15_000);
    expect(tracing.dropped()).toBe(150);
    expect(warned).toHaveLength(1);
    expect(warned[0]).toMatch(said);
  } finally {
    await fake.close();
  }
});

test.concurrent('a Langfuse that is not there costs bounded memory, and is mentioned rarely', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  const { tracing, warned } = await tracingBeside(`http://127.0.0.1:${port}`);
  const long = ' '.repeat(100_000); // masking words takes longer
  for (let n = 0; n < 230; n += 1) {
    tracing.record(generation(`${n}`, { input: long }));
    if (n % 10 === 0) await sleep(0); // as activities do: others have their turn
  }
  await waitFor('it to be full', () => tracing.dropped() > 0);
  expect(tracing.dropped()).toBeLessThan(100);
  await tracing.close();
  expect(tracing.dropped()).toBe(230);
  expect(warned).toHaveLength(1);
});

/** In a process that cannot load either. */
async function withoutLibraries(env: Record<string, string>) {
  const hook = `export async function resolve(name, context, next) {
    if (/^@(langfuse|opentelemetry)[/]/.test(name)) throw new Error('loaded ' + name);
    return next(name, context);
  }`;
  const script = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}));
    const { createTracing } = await import('./src/platform/ai/tracing.ts');
    const { readSettings } = await import('./src/platform/env.ts');
    const tracing = await createTracing(readSettings(${JSON.stringify(env)}), console);
    tracing.record({});
    tracing.recordAttempt({}, {});
    await tracing.close();
    console.log('dropped', tracing.dropped());
  `;
  return promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
}

test('without keys nothing is traced, and neither Langfuse nor OpenTelemetry is loaded', async () => {
  const keys = { LANGFUSE_PUBLIC_KEY: 'pk-lf-fake', LANGFUSE_SECRET_KEY: 'sk-lf-fake' };
  await Promise.all([
    expect(withoutLibraries({ LANGFUSE_PUBLIC_KEY: 'pk-lf-only' })).resolves.toHaveProperty('stdout', 'dropped 0\n'),
    expect(withoutLibraries(keys), 'with them they are').rejects.toThrow(/loaded @(langfuse|opentelemetry)/),
  ]);
});

test('a trace has the id that Langfuse would give it', async () => {
  expect(traceIdOf('0196-first')).toBe(await createTraceId('0196-first'));
});
