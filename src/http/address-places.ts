import type { IncomingMessage } from 'node:http';
import type { Settings } from '../platform/env.ts';
import { clientAddress, networkOf } from './client-address.ts';
import { createPlaces } from './places.ts';

export type AddressPlaces = ReturnType<typeof createAddressPlaces>;

/** So many streams at a time, WebSockets and SSE responses together, for each address that clients come from. */
export function createAddressPlaces({
  socketsPerAddress,
  trustedProxies,
}: Pick<Settings['http'], 'socketsPerAddress' | 'trustedProxies'>) {
  const places = createPlaces(socketsPerAddress);
  return {
    /** Returns what gives the place back; null when there is none left. */
    take: (request: IncomingMessage) => places.take(networkOf(clientAddress(request, trustedProxies))),
  };
}
