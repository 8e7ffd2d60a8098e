import { UrlNotAllowedError } from '../../errors.ts';

/** Below it are the services of a system; of them only the web's own two ports may be asked. */
const firstFreePort = 1024;

/**
 * Reads a URL that a user chose, or that the server at `from` redirected to. Says nothing about the host: that is
 * checked when it is connected to.
 */
export function toAllowedUrl(text: string, from?: URL): URL {
  if (!URL.canParse(text, from?.href)) throw new UrlNotAllowedError('It is not a valid, absolute URL.');
  const url = new URL(text, from);
  const { protocol, username, password, port } = url;
  if (protocol !== 'https:' && protocol !== 'http:') throw new UrlNotAllowedError('It is neither https nor http.');
  if (from?.protocol === 'https:' && protocol === 'http:') throw new UrlNotAllowedError('It leads from https to http.');
  if (username || password) throw new UrlNotAllowedError('It contains a user name or a password.');
  if (port && Number(port) < firstFreePort && port !== '80' && port !== '443') {
    throw new UrlNotAllowedError(`Its port is none of 80, 443, and ${firstFreePort} or above.`);
  }
  return url;
}
