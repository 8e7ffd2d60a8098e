import type { GraphQLSchema } from 'graphql';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { createApp } from '../src/app.ts';
import type { ConnectionLimits } from '../src/http/connection-limits.ts';
import { readSettings } from '../src/platform/env.ts';
import { createHttpServer } from '../src/http/http-server.ts';
import { createLog } from '../src/platform/log.ts';
import { openGate } from './open-gate.ts';
import type { Gate } from '../src/services/access/gate.ts';
import type { Services } from '../src/services/services.ts';
import { post } from './http-client.ts';
import { trouble } from './trouble-schema.ts';

/** The one origin that is not refused, besides the server's own. */
export const listed = 'https://app.example';
export const maxBodyBytes = 10_000;

/** What every server of this test file logs. */
export const logFile = path.join(inject('logFolder'), `http-${randomUUID()}.log`);
writeFileSync(logFile, ''); // the log opens it a moment later, and may be read before
/** Its lines so far; the last one may be half of one. */
export const log = () =>
  readFileSync(logFile, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
/** What every server of this test file says of its readiness. */
export const reasons: Record<string, string | null> = { temporal: null, storage: null };

interface ServeOptions {
  /** Default: one that misbehaves. */
  schema?: GraphQLSchema;
  /** Where to listen, though settings refuse it. */
  host?: string;
  connections?: ConnectionLimits;
  /** Default: one that lets everybody in. */
  gate?: Gate;
  /** What every answer says besides. */
  notice?: string;
}

/** The HTTP layer with no servers behind it. Whoever calls this closes it. */
export async function serve(
  env: Record<string, string> = {},
  { schema = trouble(), host, connections, gate = openGate, notice }: ServeOptions = {},
) {
  const settings = readSettings({ PORT: '0', MAX_BODY_BYTES: String(maxBodyBytes), CORS_ORIGINS: listed, ...env });
  const http = { ...settings.http, host: host ?? settings.http.host, notice };
  const log = createLog('debug', logFile);
  const app = createApp({
    schema,
    services: {} as Services, // nothing in this schema asks for one
    gate,
    failureLimit: settings.access.failureLimit,
    server: createHttpServer(http, log, connections),
    settings: http,
    dashboard: path.join(inject('logFolder'), 'none'), // a server without one leads to the playground
    log,
    ready: async () => reasons,
  });
  return { app, url: (await app.listen()).replace('0.0.0.0', '127.0.0.1') };
}

/** Call at the top of a test file: one such server for all of its tests. */
export function useHttpServer(): { url: string } {
  const server = { url: '' };
  let close: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const { app, url } = await serve();
    server.url = url;
    close = () => app.close();
  });
  afterAll(async () => {
    await close?.();
  });
  return server;
}

export const alive = async (url: string) =>
  expect((await post(url, '{ hello }')).body).toBe('{"data":{"hello":"hello world"}}');
