import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const requestIdHeader = 'x-request-id';

/** What proxies and clients make; nothing that could be mistaken for something else in a log. */
const form = /^[\w.:+=@-]{1,100}$/;

const requests = new WeakMap<object, string>();

/** Remembers which request an error is of, for whoever is handed the error alone. */
export function noteRequest(error: unknown, requestId: string | undefined): void {
  if (requestId !== undefined && typeof error === 'object' && error !== null) requests.set(error, requestId);
}

/** Which one that was; undefined when nobody has said so, as of what many requests share. */
export const requestOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null ? requests.get(error) : undefined;

/** The id by which logs know a request, from the browser to activities: as somebody in front has said it, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const said = headers[requestIdHeader];
  return typeof said === 'string' && form.test(said) ? said : randomUUID();
}
