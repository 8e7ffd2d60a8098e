import type { IncomingMessage } from 'node:http';
import type { Settings } from '../../platform/env.ts';
import { networkOf } from '../../platform/network-of.ts';
import { anyone, type Caller } from '../../services/access/caller.ts';
import { clientAddress } from '../client-address.ts';
import { createPlaces } from '../places.ts';

export type StreamPlaces = ReturnType<typeof createStreamPlaces>;

interface StreamPlacesOptions extends Pick<
  Settings['http'],
  'socketsPerAddress' | 'socketsPerKey' | 'trustedProxies'
> {}

/** So many streams at a time, WebSockets and SSE responses together. What is taken is given back by what it returns. */
export function createStreamPlaces({ socketsPerAddress, socketsPerKey, trustedProxies }: StreamPlacesOptions) {
  const ofAddresses = createPlaces(socketsPerAddress);
  const ofKeys = createPlaces(socketsPerKey);
  return {
    /** Of the address that a client comes from; null when there is none left. */
    takeOfAddress: (request: IncomingMessage) => ofAddresses.take(networkOf(clientAddress(request, trustedProxies))),
    /** Of a key or token; null when there is none left. */
    takeOfKey: (caller: Caller) => (caller === anyone ? () => undefined : ofKeys.take(caller.actor)),
    refusals: {
      address: `${socketsPerAddress} streams and sockets are open from this address, and no more are allowed: end some first.`,
      key: `${socketsPerKey} streams and sockets are open with this key or token: end some first.`,
    },
  };
}
