import type { IncomingMessage, ServerResponse } from 'node:http';
import { DomainError, UnauthenticatedError, type RateLimitedError } from '../errors.ts';
import type { Settings } from '../platform/env.ts';
import type { Metrics } from '../platform/metrics/metrics.ts';
import type { Caller } from '../services/access/caller.ts';
import type { Gate } from '../services/access/gate.ts';
import { BodyTooLargeError, readBody } from './body.ts';
import { clientAddress } from './client-address.ts';
import type { Dashboard } from './dashboard/dashboard.ts';
import { decidePath } from './decide/decide.ts';
import { credentialOf } from './credential.ts';
import { answerHealth, healthOf, type Checks } from './health.ts';
import { allowOrigin, isForeign, type ForeignLog } from './origin.ts';
import { namesHost } from './host.ts';
import { pathOf } from './path.ts';
import { parametersAreJson } from './operations/read-operation.ts';
import { refuse } from './refuse.ts';
import { requestIdHeader, requestIdOf } from './request-id.ts';
import { secureHeaders } from './security-headers.ts';
import type { createEvents } from './streams/events.ts';
import type { Graphql } from './operations/yoga.ts';

interface ListenerOptions {
  graphql: Graphql;
  /** Answers a browser that shows a page. */
  playground(response: ServerResponse): Promise<void>;
  dashboard: Dashboard;
  /** Answers links of decisions. */
  decide(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Answers subscriptions. */
  events: ReturnType<typeof createEvents>;
  /** Whether this process is about to end. */
  stopping(): boolean;
  settings: Settings['http'];
  foreign: ForeignLog;
  gate: Gate;
  /** What this process needs. */
  ready(): Promise<Checks>;
  metrics: Metrics;
}

/** Every path of the HTTP server. */
export function createListener({
  graphql,
  playground,
  dashboard,
  decide,
  events,
  stopping,
  settings,
  gate,
  foreign,
  ready,
  metrics,
}: ListenerOptions) {
  const health = async () => healthOf(stopping() ? { api: 'This process is about to stop.' } : await ready());
  return async function listener(request: IncomingMessage, response: ServerResponse): Promise<void> {
    secureHeaders(request, response, settings.trustedProxies);
    if (!namesHost(request)) {
      return refuse(response, 400, 'BAD_REQUEST', 'The header Host must be a host, with or without a port.', unread);
    }
    const path = pathOf(request);
    if (path.startsWith(decidePath)) return decide(request, response);
    if (await answerHealth(request, response, settings, { ready: health, metrics })) return;
    switch (path) {
      case '/graphql':
        if (isForeign(request, settings)) {
          foreign(request);
          return refuse(
            response,
            403,
            'ORIGIN_NOT_ALLOWED',
            'This page may not talk to this server; see CORS_ORIGINS.',
          );
        }
        return isPage(request) ? playground(response) : answer(request, response);
      default:
        if (await dashboard(request, response, path)) return;
        return refuse(response, 404, 'NOT_FOUND', `There is nothing at ${path}. The API is at /graphql.`);
    }
  };

  /** Null where nobody needs to be known. */
  async function callerOf(request: IncomingMessage): Promise<Caller | DomainError | null> {
    if (request.method === 'OPTIONS') return null; // a browser that asks what it may send
    try {
      const caller = await gate.authenticate(
        credentialOf(request.headers.authorization),
        clientAddress(request, settings.trustedProxies),
      );
      await gate.count(caller);
      return caller;
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = requestIdOf(request);
    response.setHeader(requestIdHeader, requestId);
    allowOrigin(request, response, settings.corsOrigins); // Yoga says so otherwise, and has no part in refusals and streams
    const caller = await callerOf(request); // before anything is read that somebody sends
    if (caller instanceof DomainError) return refuseCaller(response, caller);
    if (request.method === 'POST') {
      // Forms can be posted by any page without asking the browser first; JSON cannot.
      if (mediaType(request) !== 'application/json') {
        return refuse(response, 415, 'UNSUPPORTED_MEDIA_TYPE', 'Send GraphQL as application/json.', unread);
      }
      if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
        const message = 'Send the body as it is, without content-encoding.';
        return refuse(response, 415, 'UNSUPPORTED_MEDIA_TYPE', message, unread);
      }
      request.headers['content-type'] = 'application/json'; // Yoga knows it in this spelling only
      try {
        await readBody(request, settings.maxBodyBytes);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') return; // nobody is there any more
        if (!(error instanceof BodyTooLargeError)) throw error;
        const message = `The body is larger than ${settings.maxBodyBytes} bytes (MAX_BODY_BYTES).`;
        return refuse(response, 413, 'BODY_TOO_LARGE', message, unread);
      }
    }
    if (caller && !parametersAreJson(request)) {
      return refuse(response, 400, 'BAD_REQUEST', 'The parameters `variables` and `extensions` must be JSON objects.');
    }
    if (caller && acceptsEvents(request) && (await events(request, response, caller, requestId))) return;
    await graphql(request, response, { ...(caller && { caller }), requestId });
  }
}

/** Whatever else was sent is not read. */
const unread = { connection: 'close' };

const isPage = ({ method, headers }: IncomingMessage) =>
  method === 'GET' && headers.accept?.includes('text/html') === true;

/** Only who says so gets a stream: clients that accept anything expect one answer. */
const acceptsEvents = ({ headers }: IncomingMessage) => /\btext\/event-stream\b/i.test(headers.accept ?? '');

/** Without its parameters; media types are case-insensitive (RFC 9110, 8.3.1). */
const mediaType = (request: IncomingMessage) => request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();

/** Somebody who is not known, asks too often, or cannot be looked up. */
function refuseCaller(response: ServerResponse, error: DomainError) {
  const { message, code } = error;
  if (error instanceof UnauthenticatedError) response.setHeader('www-authenticate', 'Bearer');
  const { retryAfter } = error as Partial<RateLimitedError>;
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  refuse(response, statuses[code] ?? 503, code, message, unread, { retryAfter });
}
const statuses: Readonly<Record<string, number>> = { UNAUTHENTICATED: 401, RATE_LIMITED: 429 };
