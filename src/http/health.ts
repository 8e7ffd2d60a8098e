import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Settings } from '../platform/env.ts';
import type { Metrics } from '../platform/metrics/metrics.ts';
import type { HttpServer, Listener } from './http-server.ts';
import { answerMetrics } from './metrics.ts';
import { pathOf } from './path.ts';
import { refuse } from './refuse.ts';
import { reply } from './reply.ts';
import { secureHeaders } from './security-headers.ts';

/** Names what a process needs, with null where all is well and else why not. */
export type Checks = Readonly<Record<string, string | null>>;

export interface Health {
  ready: boolean;
  body: object;
}

export const healthOf = (checks: Checks): Health => ({
  ready: Object.values(checks).every((reason) => reason === null),
  body: checks,
});

/** What a process tells of itself. */
export interface Vitals {
  ready(): Promise<Health>;
  metrics: Pick<Metrics, 'page'>;
}

/** Answers `/live`, `/ready` and `/metrics`; false when none of them was asked for, or not by somebody who may. */
export async function answerHealth(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Settings['http'],
  { ready, metrics }: Vitals,
): Promise<boolean> {
  const path = pathOf(request);
  if (path === '/live') reply(response, 200, { live: true });
  else if (path === '/ready') {
    const { ready: well, body } = await ready();
    reply(response, well ? 200 : 503, body);
  } else if (path === '/metrics') return answerMetrics(request, response, settings, metrics);
  else return false;
  return true;
}

/** What a process has to say besides. */
type Otherwise = (request: IncomingMessage, response: ServerResponse) => void;

const nothingElse: Otherwise = (request, response) =>
  reply(response, 404, { error: `There is nothing at ${pathOf(request)}, only /live, /ready and /metrics.` });

/** For a process that will serve more as soon as it can. */
export const comeAgain: Otherwise = (_request, response) => {
  const message = 'The server is starting, and waits for what it needs. Try again later.';
  refuse(response, 503, 'SERVICE_UNAVAILABLE', message, { 'retry-after': '5', connection: 'close' });
};

/** Lets a server answer for the health of its process. */
export function serveHealth(server: HttpServer, settings: Settings['http'], vitals: Vitals, otherwise = nothingElse) {
  const listener: Listener = async (request, response) => {
    secureHeaders(request, response, settings.trustedProxies);
    if (!(await answerHealth(request, response, settings, vitals))) otherwise(request, response);
  };
  server.answer(listener);
}
