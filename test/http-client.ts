import { request, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

interface HttpRequest {
  method?: string;
  headers?: Record<string, string>;
  /** In pieces, it is sent chunked: without a content-length. */
  body?: string | readonly string[];
}

/** One request with exactly these headers: `fetch` sets or refuses some (Host, Origin). */
export function send(url: string, { method, headers, body }: HttpRequest = {}): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const verb = method ?? (body === undefined ? 'GET' : 'POST');
    const outgoing = request(url, { method: verb, headers, agent: false }, (answer) => {
      text(answer).then(
        (received) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: received }),
        reject,
      );
    });
    outgoing.on('error', reject);
    if (typeof body !== 'string') for (const piece of body ?? []) outgoing.write(piece);
    outgoing.end(typeof body === 'string' ? body : undefined);
  });
}

/** A GraphQL operation as a client posts it. */
export const post = (url: string, query: string, more: { variables?: object; headers?: Record<string, string> } = {}) =>
  send(`${url}/graphql`, {
    headers: { 'content-type': 'application/json', ...more.headers },
    body: JSON.stringify({ query, variables: more.variables }),
  });
