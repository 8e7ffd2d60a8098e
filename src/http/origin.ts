import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Settings } from '../platform/env.ts';
import type { Log } from '../platform/log.ts';
import { isLocal, isLoopback } from '../platform/loopback.ts';
import { requestIdHeader } from './request-id.ts';

const hostName = (host: string) => {
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null;
  return url ? url.hostname.replace(/^\[|\]$/g, '') : '';
};

/**
 * Whether a browser page of another site is behind the request. A page can point its own host name at 127.0.0.1 (DNS
 * rebinding), and WebSockets know no CORS; so the Host of a local server must be loopback, and an Origin its own or listed.
 */
export function isForeign({ headers }: IncomingMessage, settings: Settings['http']): boolean {
  const host = headers.host ?? '';
  if (isLocal(settings) && !isLoopback(hostName(host))) return true;
  const { origin } = headers;
  if (!origin || settings.corsOrigins.includes(origin)) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** Lets a page of a listed origin read an answer that Yoga, which says so otherwise, has no part in. */
export function allowOrigin({ headers }: IncomingMessage, response: ServerResponse, corsOrigins: readonly string[]) {
  const { origin } = headers;
  if (!origin || !corsOrigins.includes(origin)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-expose-headers', requestIdHeader);
  response.setHeader('vary', 'Origin');
}

/** Pages cannot see why they were refused, so the log says it: once for each origin, and not for more than these. */
const mostToldOrigins = 100;

export function createForeignLog(log: Log) {
  const told = new Set<string>();
  return ({ headers: { origin = '' } }: IncomingMessage) => {
    if (told.has(origin) || told.size >= mostToldOrigins) return;
    told.add(origin);
    log.warn({ origin: origin.slice(0, 200) }, 'a page of another origin was refused; CORS_ORIGINS can let it in');
  };
}
export type ForeignLog = ReturnType<typeof createForeignLog>;
