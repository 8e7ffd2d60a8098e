import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Answers a request that never gets to GraphQL in the form that GraphQL clients know. */
export function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: OutgoingHttpHeaders = {},
  extensions: object = {},
) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code, ...extensions } }] }));
}
