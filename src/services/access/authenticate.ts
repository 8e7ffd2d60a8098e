import { createHash, timingSafeEqual } from 'node:crypto';
import { UnauthenticatedError } from '../../errors.ts';
import { createBoundedMap } from '../../platform/bounded-map.ts';
import { createRecent } from '../recent.ts';
import type { Audit } from './audit.ts';
import { anyone, environmentAdmin, hasExpired, type Caller } from './caller.ts';
import { createFailures } from './failures.ts';
import { isKey, type Keys } from './keys.ts';
import type { Tokens } from './tokens.ts';

/** A caller is looked up again after this long, so a revocation is seen within it. */
const rememberedMs = 1000;
/** Callers who were let in before, and are whatever others do from the same address. */
const mostKnown = 10_000;

export interface AuthenticateOptions {
  /** `ADMIN_API_KEY`: a key that needs no database. */
  adminKey: string | undefined;
  keys: Keys;
  tokens: Tokens;
  audit: Audit;
  /** Attempts a minute with what is not valid, for each address. */
  failureLimit: number;
  /** Whether whoever comes may do anything. */
  isOpen(): Promise<boolean>;
}

/** Says who a bearer of a key or token is, who comes from an address. Throws UnauthenticatedError, or RateLimitedError. */
export function createAuthenticate({ adminKey, keys, tokens, audit, failureLimit, isOpen }: AuthenticateOptions) {
  const recent = createRecent(rememberedMs);
  const known = createBoundedMap<string, true>(mostKnown);
  const failures = createFailures(audit, failureLimit);

  const find = async (credential: string, hash: string, address: string): Promise<Caller | null> => {
    if (adminKey !== undefined && timingSafeEqual(Buffer.from(hash), Buffer.from(hashOf(adminKey)))) {
      return environmentAdmin;
    }
    if (!known.get(hash)) await failures.assertFew(address);
    const kind = isKey(credential) ? keys : tokens;
    const caller = await kind.caller(credential);
    if (caller) known.set(hash, true);
    else await failures.note(address, await kind.formerActor(credential));
    return caller;
  };

  return async (credential: string | null, address: string): Promise<Caller> => {
    if (credential === null) {
      if (await isOpen()) return anyone;
      throw new UnauthenticatedError('Send an API key or an access token: Authorization: Bearer <it>.');
    }
    const hash = hashOf(credential); // what is remembered must not be worth stealing
    const caller = await recent.ask(hash, () => find(credential, hash, address));
    if (!caller || hasExpired(caller)) {
      throw new UnauthenticatedError('This key or token is not valid, or not any more.');
    }
    return caller;
  };
}
export type Authenticate = ReturnType<typeof createAuthenticate>;

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
