import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Settings } from '../platform/env.ts';
import { BodyTooLargeError, readBody } from './body.ts';
import { isForeign, type ForeignLog } from './origin.ts';
import { pathOf } from './path.ts';
import type { createEvents } from './events.ts';
import type { Graphql } from './yoga.ts';

interface ListenerOptions {
  graphql: Graphql;
  /** Answers subscriptions. */
  events: ReturnType<typeof createEvents>;
  /** Whether this process is about to end. */
  stopping(): boolean;
  settings: Settings['http'];
  foreign: ForeignLog;
  /** Names each server this process needs, with null when it answers and the reason when it does not. */
  ready(): Promise<Record<string, string | null>>;
}

/** Every path of the HTTP server. */
export function createListener({ graphql, events, stopping, settings, foreign, ready }: ListenerOptions) {
  return async function listener(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    switch (path) {
      case '/live':
        return reply(response, 200, { live: true });
      case '/ready': {
        if (stopping()) return reply(response, 503, { api: 'This process is about to stop.' });
        const servers = await ready();
        return reply(response, Object.values(servers).every((reason) => reason === null) ? 200 : 503, servers);
      }
      case '/':
        response.writeHead(302, { location: '/graphql' }).end();
        return;
      case '/graphql':
        if (isForeign(request, settings.host, settings.corsOrigins)) {
          foreign(request);
          return reply(response, 403, { error: 'This page may not talk to this server; see CORS_ORIGINS.' });
        }
        return answer(request, response);
      default:
        return reply(response, 404, { error: `There is nothing at ${path}. The API is at /graphql.` });
    }
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST') {
      // Forms can be posted by any page without asking the browser first; JSON cannot.
      if (mediaType(request) !== 'application/json') {
        return reply(response, 415, { error: 'Send GraphQL as application/json.' });
      }
      request.headers['content-type'] = 'application/json'; // Yoga knows it in this spelling only
      try {
        await readBody(request, settings.maxBodyBytes);
      } catch (error) {
        if (!(error instanceof BodyTooLargeError)) throw error;
        response.setHeader('connection', 'close'); // the rest of the body is not read
        return reply(response, 413, {
          error: `The body is larger than ${settings.maxBodyBytes} bytes (MAX_BODY_BYTES).`,
        });
      }
    }
    if (acceptsEvents(request) && (await events(request, response))) return;
    await graphql(request, response);
  }
}

/** Only who says so gets a stream: clients that accept anything expect one answer. */
const acceptsEvents = ({ headers }: IncomingMessage) => /\btext\/event-stream\b/i.test(headers.accept ?? '');

/** Without its parameters; media types are case-insensitive (RFC 9110, 8.3.1). */
const mediaType = (request: IncomingMessage) => request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();

function reply(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
