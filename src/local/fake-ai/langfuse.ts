import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { answerMetrics } from './langfuse-metrics.ts';
import { readSpans, type ReceivedSpan } from './otlp.ts';

/** How the next requests are answered; what is left out is as it should be. */
export interface LangfuseTrouble {
  /** Only requests whose path begins so. Default: all. */
  path?: string;
  /** How many of them. Default: all, until something else is scripted. */
  times?: number;
  delayMs?: number;
  /** This status, and nothing is taken in. */
  status?: number;
  headers?: Record<string, string>;
  /** Takes it in, and answers with what is no JSON. */
  malformed?: boolean;
  /** Closes the connection without an answer: before anything is taken in, or after. */
  drop?: 'before' | 'after';
}

interface LangfuseOptions {
  /** Default: a free one. */
  port?: number;
  publicKey?: string;
  secretKey?: string;
}

export type FakeLangfuse = Awaited<ReturnType<typeof startFakeLangfuse>>;

const limits = { spans: 5000, requests: 1000, problems: 100, bodyBytes: 5_000_000 };
const project = 'fake-project';

/**
 * A server that speaks as much of Langfuse as is used of it, on loopback: takes in traces and checks them, hands out prompts,
 * and adds up what models cost. It keeps the newest spans, and refuses what has no place in a trace.
 */
export async function startFakeLangfuse(options: LangfuseOptions = {}) {
  const { port = 0, publicKey = 'pk-lf-fake', secretKey = 'sk-lf-fake' } = options;
  const expected = `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`;
  const spans = new Map<string, ReceivedSpan>();
  const prompts = new Map<string, { version: number; text: string }>();
  const requests: { method: string; path: string; status: number | null }[] = [];
  const problems: string[] = [];
  let trouble: LangfuseTrouble | undefined;

  const takeTrouble = (path: string): LangfuseTrouble => {
    if (!trouble || (trouble.path && !path.startsWith(trouble.path))) return {};
    const taken = trouble;
    if (taken.times !== undefined) trouble = taken.times > 1 ? { ...taken, times: taken.times - 1 } : undefined;
    return taken;
  };
  const refuse = (problem: string): Answer => {
    keepNewest(problems, problem, limits.problems);
    return { status: 400, body: { message: problem } };
  };
  const keepSpan = (span: ReceivedSpan) => {
    const key = `${span.traceId} ${span.spanId}`;
    spans.delete(key); // told again, it takes the place of what was told before
    spans.set(key, span);
    if (spans.size > limits.spans) spans.delete(spans.keys().next().value!);
  };

  const answer = (method: string, url: URL, request: IncomingMessage, body: string): Answer => {
    const { pathname, searchParams } = url;
    const is = (wanted: string, prefix: string) => method === wanted && pathname.startsWith(prefix);
    const trace = /^(?:\/project\/[^/]+\/traces|\/trace)\/([0-9a-f]{32})$/.exec(pathname)?.[1];
    // What a person opens in a browser needs no key.
    if (method === 'GET' && trace) return found(inTrace(spans.values(), trace));
    if (request.headers.authorization !== expected) {
      return {
        status: 401,
        body: { message: 'Invalid credentials. Confirm that you have configured the correct host.' },
      };
    }
    if (is('POST', '/api/public/otel/v1/traces')) {
      if (!request.headers['content-type']?.includes('application/json')) return refuse('OTLP has to be JSON.');
      for (const span of readSpans(body)) keepSpan(span);
      return { status: 200, body: {} };
    }
    if (pathname.startsWith('/api/public/media')) return refuse('Bytes of files have no place here.');
    if (is('GET', '/api/public/v2/prompts/')) {
      const name = decodeURIComponent(pathname.slice('/api/public/v2/prompts/'.length));
      const prompt = prompts.get(name);
      return prompt
        ? { status: 200, body: asPrompt(name, prompt) }
        : { status: 404, body: { message: `Prompt not found: '${name}' with label 'production'` } };
    }
    if (is('GET', '/api/public/v2/metrics')) {
      return { status: 200, body: { data: answerMetrics(searchParams.get('query') ?? '', spans.values()) } };
    }
    if (is('GET', '/api/public/projects')) {
      return { status: 200, body: { data: [{ id: project, name: 'Fake', metadata: {} }] } };
    }
    return { status: 404, body: { message: `There is no ${method} ${pathname} here.` } };
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '' } = request;
    const url = new URL(request.url ?? '/', 'http://fake');
    const { delayMs, status, headers, malformed, drop } = takeTrouble(url.pathname);
    const note = { method, path: url.pathname, status: null as number | null };
    keepNewest(requests, note, limits.requests);
    const body = await readBody(request);
    if (delayMs) await sleep(delayMs, undefined, { ref: false });
    if (drop === 'before') return request.destroy();
    const given = status
      ? { status, body: { message: 'Scripted.' } }
      : attempt(() => answer(method, url, request, body), refuse);
    if (drop === 'after') return request.destroy();
    note.status = given.status;
    response.writeHead(given.status, { 'content-type': 'application/json', ...headers });
    response.end(malformed ? '{"data": [{' : JSON.stringify(given.body));
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      refuse(`${request.method} ${request.url}: ${error instanceof Error ? error.message : String(error)}`);
      request.destroy();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publicKey,
    secretKey,
    /** The newest of what was told, oldest first. */
    spans: () => [...spans.values()],
    /** By name; what is not in it does not exist. */
    prompts,
    requests,
    /** What was refused because it was wrong, and why. */
    problems,
    /** What happens from now on; nothing: all is well again. */
    script(next?: LangfuseTrouble) {
      trouble = next;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface Answer {
  status: number;
  body: unknown;
}

const found = (all: ReceivedSpan[]): Answer =>
  all.length > 0 ? { status: 200, body: { spans: all } } : { status: 404, body: { message: 'Trace not found' } };

const inTrace = (spans: Iterable<ReceivedSpan>, traceId: string) =>
  [...spans].filter((span) => span.traceId === traceId);

const asPrompt = (name: string, { version, text }: { version: number; text: string }) => ({
  type: 'text',
  name,
  version,
  prompt: text,
  config: {},
  labels: ['production'],
  tags: [],
});

function attempt(make: () => Answer, refuse: (problem: string) => Answer): Answer {
  try {
    return make();
  } catch (error) {
    if (error instanceof z.ZodError) return refuse(z.prettifyError(error));
    if (error instanceof SyntaxError || error instanceof URIError) return refuse(error.message);
    throw error;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limits.bodyBytes) throw new Error(`A request may have ${limits.bodyBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function keepNewest<T>(list: T[], item: T, most: number) {
  list.push(item);
  if (list.length > most) list.shift();
}
