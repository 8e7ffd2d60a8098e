import type { Server, ServerOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Settings } from '../platform/env.ts';
import { networkOf } from '../platform/network-of.ts';
import { createPlaces } from './places.ts';

/** What one process spends on connections, whatever is said on them. Node's own defaults wait for minutes. */
export interface ConnectionLimits {
  /** How long a client may take to send the head of a request, */
  headersMs: number;
  /** and for all of it: a megabyte over a bad mobile connection takes half of this. */
  requestMs: number;
  /** How often these two are looked at. */
  checkMs: number;
  /** How long a connection may be idle between requests: longer than load balancers keep theirs, which reuse it else just as it is closed. */
  keepAliveMs: number;
  /** A request under way on which nothing moves for so long is cut off; streams have signs of life. */
  silentMs: number;
  /** How long requests under way may take once this process is to stop: less than containers are given to end. */
  goodbyeMs: number;
  headerBytes: number;
  headerCount: number;
  /** More than there may be streams, so that requests are still answered, and a load balancer told why not, when those are full. */
  mostConnections: number;
}

export const connectionLimits: ConnectionLimits = {
  headersMs: 15_000,
  requestMs: 60_000,
  checkMs: 5_000,
  keepAliveMs: 65_000,
  silentMs: 60_000,
  goodbyeMs: 5_000,
  headerBytes: 16_384,
  headerCount: 100,
  mostConnections: 25_000,
};

export const serverOptions = (limits: ConnectionLimits): ServerOptions => ({
  headersTimeout: limits.headersMs,
  requestTimeout: limits.requestMs,
  connectionsCheckingInterval: limits.checkMs,
  keepAliveTimeout: limits.keepAliveMs,
  maxHeaderSize: limits.headerBytes,
});

/** Besides its streams, an address has so many connections for requests. */
const forRequests = 100;

export function limitConnections(
  server: Server,
  limits: ConnectionLimits,
  { socketsPerAddress, trustedProxies }: Pick<Settings['http'], 'socketsPerAddress' | 'trustedProxies'>,
) {
  server.maxHeadersCount = limits.headerCount;
  server.maxConnections = limits.mostConnections;
  server.timeout = limits.silentMs;
  if (trustedProxies > 0) return; // all come from the proxy
  const places = createPlaces(socketsPerAddress + forRequests);
  server.on('connection', (socket: Duplex & { remoteAddress?: string }) => {
    const leave = places.take(networkOf(socket.remoteAddress ?? ''));
    if (leave) socket.once('close', leave);
    else socket.destroy();
  });
}
