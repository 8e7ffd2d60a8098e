import { UnauthenticatedError } from '../errors.ts';

/** The key or token in an `Authorization` header, or in what a WebSocket client sends in its place; null when there is none. */
export function credentialOf(authorization: unknown): string | null {
  if (authorization === undefined || authorization === null || authorization === '') return null;
  const [, credential] = /^bearer +(\S+) *$/i.exec(typeof authorization === 'string' ? authorization : '') ?? [];
  if (credential === undefined)
    throw new UnauthenticatedError('Write it like this: Authorization: Bearer <key or token>.');
  return credential;
}
