import type { ServerResponse } from 'node:http';

/** Answers with JSON. */
export function reply(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
