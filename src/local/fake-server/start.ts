import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Usage } from '../../platform/ai/usage.ts';
import { createRateLimits, type RateLimits } from './rate-limits.ts';
import { Refusal } from './refusal.ts';
import { createRequestLog } from './request-log.ts';
import { createScript, type FakeError, type FakeProvider, type FakeRequest, type Step } from './script.ts';
import { writeReply, type Reply } from './write-reply.ts';

export interface FakeOptions {
  /** Default: a free one. */
  port?: number;
  /** How long every request takes, unless a step says otherwise. */
  delayMs?: number;
  /** Between two events of a stream. */
  eventMs?: number;
  limits?: RateLimits;
}

/** What one provider's fake adds to the server all have. */
export interface FakeApi<Body, Scripted extends Step<Body>> {
  /** What its SDK wants at the end of the base URL. */
  basePath: string;
  maxBodyBytes: number;
  /** Reads and checks it as the real service does; throws a `Refusal`. */
  read(request: {
    path: string;
    method: string;
    query: URLSearchParams;
    headers: IncomingMessage['headers'];
    bytes: Buffer;
  }): Promise<Body> | Body;
  answer(body: Body, step: Scripted | null): Promise<{ usage?: Usage; reply: Reply }>;
  /** What it tells for nothing to whoever has a key; throws a `Refusal` where there is no such thing. */
  tell?(request: { path: string; headers: IncomingMessage['headers'] }): unknown;
  /** An error in the form of this provider. */
  errorBody(status: number, error: FakeError, requestId: string): unknown;
  /** How it names a request. */
  requestHeader: string;
  /** With every answer, errors included. */
  headers?(): Record<string, string>;
}

/** The HTTP server below each fake, on loopback. */
export async function startFakeServer<Body, Scripted extends Step<Body>>(
  api: FakeApi<Body, Scripted>,
  { port = 0, delayMs = 0, eventMs = 0, limits = {} }: FakeOptions,
): Promise<FakeProvider<Body, Scripted>> {
  const log = createRequestLog<Body>();
  const script = createScript<Body, Scripted>();
  let admit = createRateLimits(limits);
  let asked = 0;
  const running = new Set<FakeRequest<Body>>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const id = `req_fake_${(asked += 1)}`;
    response.setHeader(api.requestHeader, id);
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://fake');
    const method = request.method ?? '';
    const entry: FakeRequest<Body> = {
      method,
      path,
      headers: request.headers,
      body: null,
      startedAt: Date.now(),
      endedAt: null,
      inFlight: 0,
      outcome: null,
      status: null,
      usage: null,
    };
    running.add(entry);
    entry.inFlight = running.size;
    log.add(entry);
    const end = (outcome: FakeRequest<Body>['outcome']) => {
      entry.outcome ??= outcome;
      entry.endedAt ??= Date.now();
      running.delete(entry);
    };
    response.once('close', () => end(response.writableFinished ? 'answered' : 'left'));
    const drop = () => {
      end('dropped');
      request.socket.destroy();
    };
    try {
      const bytes = await readBytes(request, api.maxBodyBytes);
      for (const [name, value] of Object.entries(api.headers?.() ?? {})) response.setHeader(name, value);
      const { headers } = request;
      const told = method === 'GET' && api.tell ? { json: api.tell({ path, headers }) } : null;
      const body = told ? null : await api.read({ path, method, query, headers, bytes });
      entry.body = body;
      const step = script.take(entry);
      if (step?.drop === 'before') return drop();
      const wait = admit(running.size);
      if (wait !== null) {
        response.setHeader('retry-after', Math.ceil(wait / 1000));
        throw new Refusal(429);
      }
      for (const [name, value] of Object.entries(step?.headers ?? {})) response.setHeader(name, value);
      // It is worked on also when nobody waits any more.
      const acts = step?.status === undefined || step.acted;
      const done = !acts ? null : body === null ? { reply: told! } : await api.answer(body, step);
      entry.usage = done && 'usage' in done ? (done.usage ?? null) : null;
      const began = entry.startedAt + (step?.delayMs ?? delayMs) - Date.now();
      if (began > 0) await sleep(began, undefined, { signal: gone.signal });
      await step?.until;
      if (!done || step?.status !== undefined) throw new Refusal(step?.status ?? 500, undefined, step?.error);
      if (step?.hang === 'before') return;
      if (step?.drop === 'after') return drop();
      entry.status = 200;
      const half = step?.drop === 'during' || step?.hang === 'during';
      const error = step?.error && api.errorBody(500, step.error, id);
      await writeReply(response, done.reply, {
        half,
        malformed: step?.malformed ?? false,
        error,
        eventMs,
        signal: gone.signal,
      });
      if (step?.drop === 'during') drop();
    } catch (error) {
      if (gone.signal.aborted) return;
      const refusal = error instanceof Refusal ? error : new Refusal(500, String(error));
      entry.status = refusal.status;
      entry.outcome = 'refused';
      response.writeHead(refusal.status, { 'content-type': 'application/json' });
      const said = { ...(refusal.message && { message: refusal.message }), ...refusal.error };
      response.end(JSON.stringify(api.errorBody(refusal.status, said, id)));
    }
  }

  const server = createServer((request, response) => void handle(request, response));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${api.basePath}`,
    requests: log.requests,
    script: (...steps) => script.add(steps),
    disconnect: () => server.closeAllConnections(),
    reset() {
      script.clear();
      log.clear();
      admit = createRateLimits(limits);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readBytes(request: IncomingMessage, max: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= max) parts.push(part); // the rest is read and thrown away, so that the answer is
  }
  if (size > max) throw new Refusal(413, `Request exceeds the maximum size of ${max} bytes`);
  return Buffer.concat(parts);
}
