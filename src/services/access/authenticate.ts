import { createHash, timingSafeEqual } from 'node:crypto';
import { UnauthenticatedError } from '../../errors.ts';
import { createRecent } from '../recent.ts';
import { anyone, environmentAdmin, hasExpired, type Caller } from './caller.ts';
import { isKey, type Keys } from './keys.ts';
import type { Tokens } from './tokens.ts';

/** A caller is looked up again after this long, so a revocation is seen within it. */
const rememberedMs = 1000;

export interface AuthenticateOptions {
  /** `ADMIN_API_KEY`: a key that needs no database. */
  adminKey: string | undefined;
  keys: Keys;
  tokens: Tokens;
  /** Whether whoever reaches this server may do anything as long as there are no keys. */
  open: boolean;
}

/** Says who a bearer of a key or token is. Throws UnauthenticatedError. */
export function createAuthenticate({ adminKey, keys, tokens, open }: AuthenticateOptions) {
  const recent = createRecent(rememberedMs);

  const callerOf = (credential: string): Promise<Caller | null> => {
    if (adminKey !== undefined && same(credential, adminKey)) {
      return Promise.resolve(environmentAdmin);
    }
    return isKey(credential) ? keys.caller(credential) : tokens.caller(credential);
  };
  const isOpen = async () => open && adminKey === undefined && !(await recent.ask('any', () => keys.any()));

  return async (credential: string | null): Promise<Caller> => {
    if (credential === null) {
      if (await isOpen()) return anyone;
      throw new UnauthenticatedError('Send an API key or an access token: Authorization: Bearer <it>.');
    }
    // By its hash: what is remembered must not be worth stealing.
    const caller = await recent.ask(hashOf(credential), () => callerOf(credential));
    if (!caller || hasExpired(caller)) {
      throw new UnauthenticatedError('This key or token is not valid, or not any more.');
    }
    return caller;
  };
}
export type Authenticate = ReturnType<typeof createAuthenticate>;

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** In the same time wherever they differ; hashed, as the comparison needs equal lengths. */
const same = (a: string, b: string) => timingSafeEqual(Buffer.from(hashOf(a)), Buffer.from(hashOf(b)));
