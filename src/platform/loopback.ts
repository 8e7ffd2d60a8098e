import net from 'node:net';

/** Whether a host name or address, without brackets, can only mean this machine. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  host === '::1' ||
  (net.isIPv4(host) && host.startsWith('127.'));

/** Whether nobody but this machine reaches a server: it listens on loopback, and no proxy passes on to it what others ask. */
export const isLocal = ({ host, trustedProxies }: { host: string; trustedProxies: number }): boolean =>
  isLoopback(host) && trustedProxies === 0;
