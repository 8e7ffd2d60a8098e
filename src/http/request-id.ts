import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const requestIdHeader = 'x-request-id';

/** What proxies and clients make; nothing that could be mistaken for something else in a log. */
const form = /^[\w.:+=@-]{1,100}$/;

/** The id by which logs know a request, from the browser to activities: as somebody in front has said it, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const said = headers[requestIdHeader];
  return typeof said === 'string' && form.test(said) ? said : randomUUID();
}
