import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

const request = (remoteAddress: string, forwarded?: string) =>
  ({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } }) as unknown as IncomingMessage;

test.for([
  ['nobody is believed by default', 0, '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['one proxy says whom it saw', 1, '10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['what the client made up is not believed', 1, '10.0.0.1', '127.0.0.1, 198.51.100.1', '198.51.100.1'],
  ['of two proxies the outer one counts', 2, '10.0.0.1', '8.8.8.8, 198.51.100.1, 10.0.0.2', '198.51.100.1'],
  ['who comes past the outer proxy is who it is', 2, '10.0.0.1', '198.51.100.1', '10.0.0.1'],
  ['who comes past all proxies is, too', 1, '203.0.113.9', undefined, '203.0.113.9'],
  ['nonsense is no address', 1, '10.0.0.1', 'unknown', '10.0.0.1'],
  ['an address may have a port', 1, '10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
  ['and brackets', 1, '10.0.0.1', '[2001:db8::1]:4711', '2001:db8::1'],
  ['IPv4 over IPv6 is IPv4', 0, '::ffff:203.0.113.9', undefined, '203.0.113.9'],
] as const)('%s', ([, proxies, remote, forwarded, expected]) => {
  expect(clientAddress(request(remote, forwarded), proxies)).toBe(expected);
});
