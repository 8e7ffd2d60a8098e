import net from 'node:net';

/** Whether a host name or address, without brackets, can only mean this machine. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  host === '::1' ||
  (net.isIPv4(host) && host.startsWith('127.'));
