import ipaddr from 'ipaddr.js';
import type { IncomingMessage } from 'node:http';

/**
 * Where a request comes from. Behind `proxies` proxies of one's own each has added the address it saw to
 * `X-Forwarded-For`, so the one that many from the end is true, and whatever is before it anyone can make up.
 */
export function clientAddress({ headers, socket }: IncomingMessage, proxies: number): string {
  const told =
    proxies === 0
      ? undefined
      : String(headers['x-forwarded-for'] ?? '')
          .split(',')
          .at(-proxies);
  const address = withoutPort(told ?? '');
  // Else it has not come through all of them.
  return normal(isAddress(address) ? address : (socket.remoteAddress ?? ''));
}

/** `isValid` takes numbers, too. */
const isAddress = (text: string) => ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);

/** IPv4 as IPv4, which Node says as IPv6 of a socket for both. */
const normal = (address: string) => (isAddress(address) ? ipaddr.process(address).toString() : address);

/** Some proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711`. */
const withoutPort = (text: string) => text.trim().replace(/^\[(.*)\](:\d+)?$|^(\d+(?:\.\d+){3}):\d+$/, '$1$3');
