import dns from 'node:dns';
import net from 'node:net';
import { buildConnector } from 'undici';
import { UrlNotAllowedError, UrlUnreachableError } from '../../errors.ts';
import { isPublicAddress } from './public-address.ts';

/** How names become addresses, and which of them may be connected to. */
export interface Network {
  lookup: (name: string, options: dns.LookupAllOptions, done: LookupDone) => void;
  isAllowed: (address: string) => boolean;
}
type LookupDone = (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void;

export const internet: Network = { lookup: dns.lookup, isAllowed: isPublicAddress };

/** For DNS, TCP and TLS together. */
const connectMs = 10_000;

/**
 * Opens connections to allowed addresses only. It checks the very addresses that are connected to, so a name that means
 * another one a moment later gains nothing, and neither does an unusual way to write an address.
 */
export function createPublicConnect({ lookup, isAllowed }: Network): buildConnector.connector {
  const checkedLookup: net.LookupFunction = (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      if (error) return done(unresolved(error), '');
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isAllowed(address))) return done(refused(), '');
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ timeout: connectMs, lookup: checkedLookup });
  return (options, done) => {
    // Node looks names up, but not addresses.
    if (net.isIP(options.hostname) && !isAllowed(options.hostname)) done(refused(), null);
    else connect(options, done);
  };
}

/** One answer for names that do not exist and names of a private network, as the difference maps that network. */
const refused = () => new UrlNotAllowedError('Its host does not exist, or is not on the public internet.');

const unresolved = (error: NodeJS.ErrnoException) =>
  error.code === 'EAI_AGAIN' ? new UrlUnreachableError(error) : refused();
